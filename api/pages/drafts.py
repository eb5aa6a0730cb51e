"""Where is a half-filled form kept between its pages, and what makes it one assessment only?"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.pages.form.origin import Origins, from_text, origins_of, settled, to_text
from api.storage import drafts
from api.wiring import Service

DAYS_KEPT = 30
SECONDS_TO_ASSESS = 60
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_OPENED_ON, _EXAMPLE, _ASSESSMENT, _CLAIMED = "@opened_on", "@example", "@assessment", "@claimed"
_ORIGINS, _NOTICE = "@origins", "@notice:"

Stored = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """What was typed so far; `assessment` is set once it was submitted.

    `origins` say which sections some source vouches for; `notices` hold, by page, what an upload or
    a prefill has to tell (`api.pages.form.notice`).
    """

    token: str
    fields: Mapping[str, str]
    opened_on: date
    origins: Origins
    notices: Mapping[str, str]
    example: str | None
    assessment: str | None
    in_work: bool


def open_draft(
    service: Service,
    fields: Mapping[str, str],
    example: str | None = None,
    notices: Mapping[str, str] | None = None,
) -> str:
    """Start a form and give its unguessable token.

    `fields` must be made here: the sources they name are believed.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    today = service.today()
    origins = origins_of(fields, today)
    stored = {
        **settled(fields, origins, today),
        **_noted(notices or {}),
        _OPENED_ON: today.isoformat(),
        _ORIGINS: to_text(origins),
    }
    if example is not None:
        stored[_EXAMPLE] = example
    with service.store.writing() as session:
        drafts.keep(session, token, stored, service.now())
    return token


def find_draft(service: Service, token: str) -> Draft | None:
    """The draft behind a token; None where there is none or it is too old."""
    if not _TOKEN.fullmatch(token):
        return None
    with service.store.reading() as session:
        stored = drafts.find(session, token)
    return None if stored is None else _draft(token, stored, service)


def keep_fields(
    service: Service,
    token: str,
    fields: Mapping[str, str],
    notices: Mapping[str, str | None] | None = None,
) -> None:
    """Keep what was typed, in place of what was typed before; a submitted draft stays as it is.

    A section that was changed loses its source. `notices` replaces those of the pages it names,
    None takes one away.
    """

    def replaced(stored: Stored) -> Stored:
        if _ASSESSMENT in stored:
            return stored
        said = notices or {}
        gone = {f"{_NOTICE}{slug}" for slug in said}
        own = {key: value for key, value in stored.items()
               if key.startswith("@") and key not in gone}  # fmt: skip
        opened_on = date.fromisoformat(stored[_OPENED_ON])
        typed = settled(fields, from_text(stored.get(_ORIGINS, "{}")), opened_on)
        return {**typed, **own, **_noted(said)}

    _change(service, token, replaced)


def _noted(notices: Mapping[str, str | None]) -> Stored:
    return {f"{_NOTICE}{slug}": text for slug, text in notices.items() if text is not None}


def claim(service: Service, token: str) -> bool:
    """Take the right to submit a draft; of two clicks only one gets it."""
    won = False

    def claimed(stored: Stored) -> Stored:
        nonlocal won
        won = _ASSESSMENT not in stored and not _is_claimed(stored, service.now())
        return {**stored, _CLAIMED: service.now().isoformat()} if won else stored

    _change(service, token, claimed)
    return won


def bind(service: Service, token: str, assessment: str | None) -> None:
    """Say which assessment a draft became; None gives it free again."""

    def bound(stored: Stored) -> Stored:
        free = {key: value for key, value in stored.items() if key != _CLAIMED}
        return free if assessment is None else {**free, _ASSESSMENT: assessment}

    _change(service, token, bound)


def _change(service: Service, token: str, change: Callable[[Stored], Stored]) -> None:
    with service.store.writing() as session:
        stored = drafts.find(session, token)
        if stored is not None:
            drafts.keep(session, token, change(stored), service.now())


def _draft(token: str, stored: Stored, service: Service) -> Draft | None:
    opened_on = date.fromisoformat(stored[_OPENED_ON])
    if service.today() - opened_on > timedelta(days=DAYS_KEPT):
        return None
    return Draft(
        token=token,
        fields={key: value for key, value in stored.items() if not key.startswith("@")},
        opened_on=opened_on,
        origins=from_text(stored.get(_ORIGINS, "{}")),
        notices={key.removeprefix(_NOTICE): text for key, text in stored.items()
                 if key.startswith(_NOTICE)},
        example=stored.get(_EXAMPLE),
        assessment=stored.get(_ASSESSMENT),
        in_work=_is_claimed(stored, service.now()),
    )  # fmt: skip


def _is_claimed(stored: Stored, now: datetime) -> bool:
    since = stored.get(_CLAIMED)
    if since is None:
        return False
    return now - datetime.fromisoformat(since).astimezone(UTC) < timedelta(
        seconds=SECONDS_TO_ASSESS
    )
