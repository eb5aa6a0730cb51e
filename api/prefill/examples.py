"""Which files would outside sources hold of the example firms? Made from the examples."""

import json
from datetime import date
from pathlib import Path

from api.examples import KINDS, Record, example
from api.prefill.local_files import NAME, SECTIONS_OF
from api.settings import Settings
from api.wiring import today_of
from models.new_file import new_file

_OWN = ("source", "authorisation")


def write_examples(folder: Path, today: date) -> int:
    """Write the example firms' files into the folders of their sources; returns how many."""
    count = 0
    for kind in KINDS:
        firm = example(kind, today)["firm"]
        for source, sections in SECTIONS_OF.items():
            said = _said(firm, source, sections)
            if said:
                _write(folder / source / f"{firm['credit_code']}.json", firm, said)
                count += 1
    return count


def ensure_examples(settings: Settings) -> None:
    """Give a demonstration in its own folder something to fill in, where there is nothing yet."""
    own = settings.prefill_dir == Settings.prefill_dir
    if settings.demonstration and own and not settings.prefill_dir.exists():
        write_examples(settings.prefill_dir, today_of(settings))


def _said(firm: Record, source: str, sections: tuple[str, ...]) -> Record:
    """The sections that the example itself has from this source."""
    return {
        name: {field: value for field, value in firm[name].items() if field not in _OWN}
        for name in sections
        if firm.get(name, {}).get("source") == source
    }


def _write(path: Path, firm: Record, said: Record) -> None:
    with new_file(path) as beside:
        text = json.dumps({NAME: firm["name"], **said}, ensure_ascii=False, indent=2)
        beside.write_text(f"{text}\n", encoding="utf-8")
