"""How is a registry kept in memory, for notebooks and to try a rule out?"""

from collections.abc import Mapping

from models.registry.records import Happening, ModelFinding, Version


class MemoryStore:
    """A `RegistryStore` that forgets everything when the process ends.

    >>> MemoryStore().versions()
    {}
    """

    def __init__(self) -> None:
        self.happenings: tuple[Happening, ...] = ()

    def versions(self) -> Mapping[str, Version]:
        """All versions by id, in the order of their proposal."""
        return {each.version.model_id: each.version for each in self.happenings}

    def findings(self, model_id: str) -> tuple[ModelFinding, ...]:
        """The findings of one version, by number."""
        found = {
            each.finding.number: each.finding
            for each in self.happenings
            if each.finding and each.finding.model_id == model_id
        }
        return tuple(found[number] for number in sorted(found))

    def keep(self, happenings: tuple[Happening, ...]) -> None:
        """Keep all of them."""
        self.happenings += happenings
