"""Where does a section of the form come from, and does it still say what it said there?"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.pages.form.check import as_json
from api.pages.form.fields import OBSERVED_ON, SOURCE, Group, groups
from api.pages.form.record import AUTHORISATION, ORIGIN, OWN_SOURCE, Fields, record_of


@dataclass(frozen=True)
class Origin:
    """The source of a section, and the digest of what it said there."""

    source: str
    observed_on: str
    authorisation: str | None
    digest: str


Origins = Mapping[str, Origin]


def origins_of(fields: Fields, opened_on: date) -> dict[str, Origin]:
    """The origins of the sections that some source but the firm itself vouches for.

    Only for fields that this side made: what a browser sends vouches for nothing.
    """
    return {
        group.path: Origin(
            source=fields[f"{group.path}.{SOURCE}"],
            observed_on=fields.get(f"{group.path}.{OBSERVED_ON}", ""),
            authorisation=fields.get(f"{group.path}.{AUTHORISATION}"),
            digest=_digest(group, fields, opened_on),
        )
        for group in _dated()
        if fields.get(f"{group.path}.{SOURCE}", OWN_SOURCE) != OWN_SOURCE
    }


def settled(fields: Fields, origins: Origins, opened_on: date) -> dict[str, str]:
    """The fields with the origin of every section as it is: changed or typed is self-declared."""
    kept = {name: typed for name, typed in fields.items() if not _claims(name)}
    for group in _dated():
        origin = origins.get(group.path)
        if origin is None:
            continue
        if origin.digest == _digest(group, kept, opened_on):
            kept |= _stated(group.path, origin)
        else:
            kept.setdefault(f"{group.path}.{OBSERVED_ON}", opened_on.isoformat())
    return kept


def is_vouched_for(path: str, fields: Fields) -> bool:
    """Whether a section of settled fields stands as some source gave it."""
    return fields.get(f"{path}.{SOURCE}", OWN_SOURCE) != OWN_SOURCE


def to_text(origins: Origins) -> str:
    """The origins as a draft keeps them."""
    return json.dumps({path: vars(origin) for path, origin in origins.items()})


def from_text(text: str) -> dict[str, Origin]:
    """The origins that a draft keeps."""
    return {path: Origin(**origin) for path, origin in json.loads(text).items()}


def _dated() -> Iterator[Group]:
    return (group for group in groups() if group.dated)


def _claims(name: str) -> bool:
    """Whether a name is a source or an authorisation: nobody may type these."""
    path, _, last = name.rpartition(".")
    return last in (SOURCE, AUTHORISATION) and any(group.path == path for group in _dated())


def _stated(path: str, origin: Origin) -> dict[str, str]:
    stated = {
        SOURCE: origin.source,
        OBSERVED_ON: origin.observed_on,
        AUTHORISATION: origin.authorisation,
    }
    return {f"{path}.{name}": value for name, value in stated.items() if value}


def _digest(group: Group, fields: Fields, opened_on: date) -> str:
    """Over what a section says, without its origin."""
    own = {
        name: typed
        for name, typed in fields.items()
        if name.startswith(f"{group.path}.") and name.removeprefix(f"{group.path}.") not in ORIGIN
    }
    part = record_of(own, opened_on).record["firm"].get(group.path.rpartition(".")[2], {})
    said = {name: value for name, value in part.items() if name not in ORIGIN}
    text = as_json(dict(sorted(said.items())))
    return hashlib.sha256(text.encode()).hexdigest()
