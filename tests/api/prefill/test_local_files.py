"""Are files of outside sources read strictly, or skipped with a clear reason?"""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.examples import KINDS, example
from api.prefill.examples import write_examples
from api.prefill.local_files import MOST_BYTES, SECTIONS_OF, LocalFiles, local_sources
from api.prefill.source import SourceError
from engine.firm import SECTIONS, Firm, sections_of
from engine.firm.base import VERIFIED_SOURCES
from tests.builders import CODE

ON = date(2026, 11, 22)
TAX = {"tax": {"observed_on": "2026-11-01", "grade": "A"}}


@pytest.fixture
def source(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path, "tax_bureau", SECTIONS_OF["tax_bureau"])


def put(source: LocalFiles, said: Any, code: str = CODE) -> None:
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    (source.folder / f"{code}.json").write_bytes(data)


def test_a_section_carries_its_source_its_day_and_the_consent(source: LocalFiles) -> None:
    put(source, {"name": "甲公司", **TAX})
    found = source.fetch(CODE, "A-1", ON)
    ((name, tax),) = found.sections
    assert (name, tax.source, tax.observed_on) == ("tax", "tax_bureau", date(2026, 11, 1))
    assert (tax.authorisation, tax.grade, found.firm_name) == ("A-1", "A", "甲公司")


def test_a_firm_without_a_file_is_not_known(source: LocalFiles) -> None:
    assert source.fetch(CODE, "A-1", ON) is None


def test_a_code_is_normalised_before_it_is_looked_up(source: LocalFiles) -> None:
    put(source, TAX)
    assert source.fetch(f" {CODE.lower()} ", "A-1", ON).sections


@pytest.mark.parametrize(
    "code", ["", "../secret", "..", "/etc/passwd", f"../{CODE}", f"{CODE}/../x", "\0", "9" * 18,
             f"{CODE}\n.json", "C:\\x"],
)  # fmt: skip
def test_no_code_leads_out_of_the_folder(source: LocalFiles, code: str) -> None:
    (source.folder.parent / "secret.json").write_text(json.dumps(TAX))
    with pytest.raises(SourceError, match="not valid"):
        source.fetch(code, "A-1", ON)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "is empty"),
        (b"{", "not valid JSON at line 1"),
        (b"[]", "must be one JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 9_999, "too deeply"),
        (b'{"tax": {}, "tax": {}}', "more than once"),
        (b'{"tax": {"observed_on": "2026-11-01", "arrears": NaN}}', "ordinary number"),
        (b" " * (MOST_BYTES + 1), "larger than 1 MB"),
        ({"tax": {"observed_on": "2026-11-01", "grade": "Z"}}, "tax.grade must be one of"),
        ({"tax": {"grade": "A"}}, "tax.observed_on is required"),
        ({"tax": {**TAX["tax"], "colour": 1}}, "tax.colour is not a known field"),
        ({"tax": {**TAX["tax"], "source": "court"}}, "must be the source itself"),
        ({"tax": {**TAX["tax"], "authorisation": "X"}}, "must be the source itself"),
        ({"tax": {**TAX["tax"], "observed_on": "2026-11-23"}}, "dated after today"),
        ({"tax": []}, "tax"),
        ({"judicial": {}}, "nothing that this source may give"),
        ({"name": "\x01", **TAX}, "cannot be stored"),
        ({"name": 7, **TAX}, "name must be text"),
    ],
)
def test_a_damaged_or_hostile_file_is_refused_with_its_reason(source, said, reason) -> None:
    put(source, said)
    with pytest.raises(SourceError) as caught:
        source.fetch(CODE, "A-1", ON)
    assert reason in caught.value.reason.en
    assert caught.value.reason.zh


def test_links_folders_and_pipes_are_not_read(source: LocalFiles, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(TAX))
    place = source.folder / f"{CODE}.json"
    for make in (lambda: place.symlink_to(elsewhere), place.mkdir, lambda: os.mkfifo(place)):
        make()
        with pytest.raises(SourceError, match="cannot be read"):
            source.fetch(CODE, "A-1", ON)
        place.rmdir() if place.is_dir() else place.unlink()


def test_only_sources_with_a_folder_are_connected(tmp_path: Path) -> None:
    (tmp_path / "court").mkdir()
    (tmp_path / "hearsay").mkdir()
    assert [each.name for each in local_sources(tmp_path)] == ["court"]
    assert local_sources(tmp_path / "nowhere") == ()


def test_every_source_is_a_verified_one_and_gives_sections_that_exist() -> None:
    assert SECTIONS_OF.keys() <= VERIFIED_SOURCES
    assert {name for names in SECTIONS_OF.values() for name in names} <= set(SECTIONS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_files_say_what_the_examples_say(tmp_path: Path, kind: str) -> None:
    write_examples(tmp_path, ON)
    firm = Firm.model_validate_json(json.dumps(example(kind, ON)["firm"]))
    found = {
        name: section
        for source in local_sources(tmp_path)
        if (answer := source.fetch(firm.credit_code, "A-1", ON))
        for name, section in answer.sections
    }
    assert found
    for name, section in found.items():
        own = sections_of(firm)[name]
        assert section == own.model_copy(update={"authorisation": "A-1"})
