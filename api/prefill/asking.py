"""What do all connected sources say of a firm that gave its consent? The consent is kept first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Literal

from api.prefill.local_files import local_sources
from api.prefill.source import Fetched, SectionSource, SourceError
from api.settings import Settings
from api.storage import audit
from api.wiring import Service
from engine.firm import Section, Source
from engine.text import Text

CONSENTED = "prefill.consented"
_REFERENCE_BYTES = 6
Status = Literal["read", "nothing", "failed"]


@dataclass(frozen=True)
class Asked:
    """One source and what came of asking it; `reason` where it failed."""

    source: Source
    status: Status
    sections: tuple[str, ...] = ()
    reason: Text | None = None


@dataclass(frozen=True)
class Prefilled:
    """What is known of a firm on `on`, section by section, and from whom."""

    credit_code: str
    authorisation: str
    on: date
    name: str | None
    sections: Mapping[str, Section]
    asked: tuple[Asked, ...]


def sources_of(settings: Settings) -> tuple[SectionSource, ...]:
    """The sources that are connected: here an operator adds adapters of its own."""
    return local_sources(settings.prefill_dir)


def new_authorisation(today: date) -> str:
    """A reference for a consent that was given on a page of this service."""
    return f"CONSENT-{today:%Y%m%d}-{token_hex(_REFERENCE_BYTES).upper()}"


def prefill(service: Service, credit_code: str, authorisation: str, actor: str) -> Prefilled:
    """Keep the consent in the audit log, then ask every source; one that fails is skipped and said.

    Where two sources give the same section, the first of them counts.
    """
    sources, on = sources_of(service.settings), service.today()
    _keep_consent(service, credit_code, authorisation, actor, sources)
    answers = [(source, _answer(source, credit_code, authorisation, on)) for source in sources]
    fetched = [answer for _, answer in answers if isinstance(answer, Fetched)]
    sections: dict[str, Section] = {}
    for name, section in (pair for answer in fetched for pair in answer.sections):
        sections.setdefault(name, section)
    return Prefilled(
        credit_code=credit_code,
        authorisation=authorisation,
        on=on,
        name=next((answer.firm_name for answer in fetched if answer.firm_name), None),
        sections=sections,
        asked=tuple(_asked(source, answer) for source, answer in answers),
    )


def _answer(
    source: SectionSource, credit_code: str, authorisation: str, on: date
) -> Fetched | Text | None:
    try:
        return source.fetch(credit_code, authorisation, on)
    except SourceError as error:
        return error.reason


def _asked(source: SectionSource, answer: Fetched | Text | None) -> Asked:
    if isinstance(answer, Text):
        return Asked(source.name, "failed", reason=answer)
    if answer is None:
        return Asked(source.name, "nothing")
    return Asked(source.name, "read", tuple(name for name, _ in answer.sections))


def _keep_consent(
    service: Service, code: str, authorisation: str, actor: str, sources: Iterable[SectionSource]
) -> None:
    said = {
        "credit_code": code,
        "authorisation": authorisation,
        "on": service.today().isoformat(),
        "sources": [source.name for source in sources],
    }
    digest = audit.sha256_of(json.dumps(said, ensure_ascii=False, sort_keys=True))
    act = audit.Act(service.now(), actor, CONSENTED, _subject(code, authorisation), digest)
    with service.store.writing() as session:
        audit.record(session, act)


def _subject(code: str, authorisation: str) -> str:
    return f"{code} {authorisation}"
