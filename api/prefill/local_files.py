"""What do files on this machine say of a firm? The format is in README.md beside this file."""

import json
import os
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.messages import field_errors_of
from api.prefill.source import Fetched, SourceError
from api.screening import BrokenBodyError, screened
from engine.errors import FieldError, RecordError
from engine.firm import Firm, Section, Source
from engine.firm.record import section_type
from engine.identity import is_credit_code, normalise_code
from engine.text import Text

NAME = "name"
MOST_BYTES = 1 << 20
# Which sections a source of the city's data catalogue may speak of.
SECTIONS_OF: dict[Source, tuple[str, ...]] = {
    "registry": ("registration",),
    "tax_bureau": ("tax", "invoices", "statements"),
    "social_insurance": ("people",),
    "ip_office": ("intellectual_property",),
    "court": ("judicial",),
    "bureau": ("qualifications", "research"),
    "bank": ("debts",),
}
_NO_CODE = Text(zh="信用代码无效", en="the credit code is not valid")
_UNREADABLE = Text(zh="资料文件无法读取", en="its file cannot be read")
_TOO_LARGE = Text(zh="资料文件超过1 MB", en="its file is larger than 1 MB")
_DAMAGED = Text(zh="资料文件已损坏:{why}", en="its file is damaged: {why}")
_WRONG = Text(zh="资料不能接受:{field} {why}", en="its facts cannot be accepted: {field} {why}")
_LATER = Text(zh="资料日期晚于今天", en="its facts are dated after today")
_NOT_ITS = Text(zh="不是该来源可提供的内容", en="is nothing that this source may give")
_OTHERS = Text(zh="须与来源一致或留空", en="must be the source itself or be left out")


@dataclass(frozen=True)
class LocalFiles:
    """One source whose answers lie in `folder`, one file a firm, named by its credit code."""

    folder: Path
    name: Source
    sections: tuple[str, ...]

    def fetch(self, credit_code: str, authorisation: str, on: date) -> Fetched | None:
        """What the firm's file says; None where there is no file.

        Raises:
            SourceError: the code is not valid, or the file cannot be used; no part of it then is.
        """
        code = normalise_code(credit_code)
        # A valid code is 18 letters and digits, so it cannot lead out of the folder.
        if not is_credit_code(code):
            raise SourceError(_NO_CODE)
        data = _bytes_of(self.folder / f"{code}.json")
        return None if data is None else self._fetched(data, authorisation, on)

    def _fetched(self, data: bytes, authorisation: str, on: date) -> Fetched:
        try:
            said = screened(data)
            found = self._sections(said, authorisation)
            known = _firm_name(said)
        except (BrokenBodyError, RecordError) as error:
            raise SourceError(_reason(error)) from error
        if any(section.observed_on > on for _, section in found):
            raise SourceError(_LATER)
        return Fetched(found, known)

    def _sections(self, said: dict[str, Any], auth: str) -> tuple[tuple[str, Section], ...]:
        for name in said:
            if name not in (*self.sections, NAME):
                raise RecordError((FieldError(name, _NOT_ITS),))
        return tuple(
            (name, self._section(name, said[name], auth)) for name in self.sections if name in said
        )

    def _section(self, name: str, said: Any, authorisation: str) -> Section:
        own = {"source": self.name, "authorisation": authorisation}
        if isinstance(said, dict):
            for field, value in own.items():
                if said.get(field, value) != value:
                    raise RecordError((FieldError(f"{name}.{field}", _OTHERS),))
            said = {**said, **own}
        return _validated(name, said)


def local_sources(folder: Path) -> tuple[LocalFiles, ...]:
    """The sources that have a folder of their name in `folder`."""
    return tuple(
        LocalFiles(folder / name, name, sections)
        for name, sections in SECTIONS_OF.items()
        if (folder / name).is_dir()
    )


def _bytes_of(path: Path) -> bytes | None:
    """The bytes of a plain file; no link is followed and nothing that could block is opened."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SourceError(_UNREADABLE) from error
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise SourceError(_UNREADABLE)
        data = os.read(opened, MOST_BYTES + 1)
    finally:
        os.close(opened)
    if len(data) > MOST_BYTES:
        raise SourceError(_TOO_LARGE)
    return data


def _validated(name: str, said: Any) -> Section:
    try:
        return section_type(name).model_validate_json(json.dumps(said))
    except ValidationError as error:
        raise RecordError(
            tuple(FieldError(f"{name}.{e.field}", e.message) for e in field_errors_of(error))
        ) from error


def _firm_name(said: dict[str, Any]) -> str | None:
    if NAME not in said:
        return None
    try:
        return Firm.model_validate_json(json.dumps({NAME: said[NAME], "external_id": "-"})).name
    except ValidationError as error:
        raise RecordError(field_errors_of(error)) from error


def _reason(error: BrokenBodyError | RecordError) -> Text:
    first = error.errors[0]
    if isinstance(error, BrokenBodyError):
        return Text(
            zh=_DAMAGED.zh.format(why=first.message.zh), en=_DAMAGED.en.format(why=first.message.en)
        )
    return Text(
        zh=_WRONG.zh.format(field=first.field, why=first.message.zh),
        en=_WRONG.en.format(field=first.field, why=first.message.en),
    )
