"""What can go wrong, in the domain's own words; `api/errors.py` maps these to HTTP."""

from dataclasses import dataclass

from engine.text import Text


@dataclass(frozen=True)
class FieldError:
    """One field that cannot be accepted: `field` is a dotted path such as `firm.tax.grade`."""

    field: str
    message: Text


class EngineError(Exception):
    """Base of all errors the project raises on purpose."""


class RecordError(EngineError):
    """The record cannot be used; every reason is named with its field."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        """Keep `errors` for the door to show."""
        super().__init__("; ".join(f"{error.field}: {error.message.en}" for error in errors))
        self.errors = errors


class AgreementError(RecordError):
    """Answers of providers that no plan can keep; the reason names product or limits."""

    def __init__(self, reason: Text) -> None:
        """Keep `reason` as the error of the field that holds the answers."""
        super().__init__((FieldError("answers", reason),))


class CatalogueError(EngineError):
    """A product file is wrong; the message names file and key."""


class ModelError(EngineError):
    """A model cannot be trained, compiled, loaded or used as asked."""


class UntrustedModelError(ModelError):
    """A model's bytes are not those that were sealed or signed; none of them was parsed."""


class TableError(ModelError, ValueError):
    """A table cannot train a model or be scored by it; the message names column or reason."""


class RoutingError(EngineError):
    """The mix cannot be solved."""


class RegistryError(EngineError):
    """A model version may not go where it was sent; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        """Keep `reason` for the door to show."""
        super().__init__(f"{reason.zh} / {reason.en}")
        self.reason = reason


class UnknownModelError(RegistryError):
    """The registry has no such version, or the version no such finding."""


class SamePersonError(RegistryError):
    """The act needs another person."""


class BlockedError(RegistryError):
    """State, findings, dates or files of the version do not allow the act."""


class CounterfactualError(EngineError):
    """A counterfactual is asked for that cannot be: an unknown grade or fact, or no time."""
