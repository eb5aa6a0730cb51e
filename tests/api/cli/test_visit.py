"""Does the terminal give the same numbers as every other door?"""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from api import desk
from api.body import request_in
from api.examples import KINDS, example
from api.schemas.answers import DEMONSTRATION
from api.schemas.requests import AssessmentRequest
from api.storage.sessions import open_store
from tests.api.conftest import TODAY
from tests.api.sending import REVENUE, changed

ROOT = Path(__file__).parents[3]
ONLY_STORED = {"id", "created_at"}


@pytest.fixture
def firm_file(tmp_path):
    def write(record) -> Path:
        path = tmp_path / "firm.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_terminal_http_and_desk_give_the_same_digits(hangcuang, client, service, firm_file, kind):
    printed = hangcuang("example", "--kind", kind).out
    assert json.loads(printed) == example(kind, TODAY)
    path = firm_file(json.loads(printed))
    told = json.loads(hangcuang("assess", path, "--json").out)
    posted = client.post("/v1/assessments", content=printed.encode(),
                         headers={"content-type": "application/json"}).json()  # fmt: skip
    asked = request_in(printed.encode(), AssessmentRequest)
    at_desk = json.loads(desk.preview(service, asked).model_dump_json())
    assert {name: posted[name] for name in posted if name not in ONLY_STORED} == told == at_desk


def test_storing_from_the_terminal_keeps_what_was_told(hangcuang, environment, service, firm_file):
    told = hangcuang("assess", firm_file(example("seed", TODAY)), "--json", "--store").out
    store = open_store(environment["HANGCUANG_DATABASE_URL"])
    kept = desk.find_text(replace(service, store=store), json.loads(told)["id"])
    store.close()
    assert kept == told.removesuffix("\n")
    assert hangcuang("verify-audit").out.startswith("完好 / sound: 1 entries, 1 assessments")


def test_a_person_reads_score_plan_and_the_mark_of_the_demonstration(hangcuang, firm_file):
    told = hangcuang("assess", firm_file(example("growing", TODAY)))
    assert told.code == 0
    assert DEMONSTRATION.zh in told.out
    assert "非杭州金投官方平台" in told.out
    assert "好苗贷" in told.out


def test_a_referred_firm_is_said_to_be_referred(hangcuang, firm_file):
    bare = {"firm": {"name": "示例", "external_id": "1"}, "need": example("seed", TODAY)["need"]}
    assert "转人工评审" in hangcuang("assess", firm_file(bare)).out


def test_another_day_can_be_asked_for(hangcuang, firm_file):
    path = firm_file(example("growing", TODAY))
    told = json.loads(hangcuang("assess", path, "--json", "--on", "2026-11-01").out)
    assert told["on"] == "2026-11-01"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (changed(REVENUE, -1), "firm.statements.years.0.revenue"),
        (changed(("firm", "approved"), True), "firm.approved"),
        ([], "body"),
    ],
)
def test_bad_input_is_named_and_ends_with_2(hangcuang, firm_file, record, field):
    told = hangcuang("assess", firm_file(record), "--json")
    assert (told.code, told.out) == (2, "")
    assert field in told.err
    assert re.search(r"[\u4e00-\u9fff].* / ", told.err)


@pytest.mark.parametrize(
    "arguments",
    [["example", "--kind", "none"], ["assess", "absent.json"], ["nonsense"],
     ["assess", str(Path(__file__)), "--on", "x"]],
)  # fmt: skip
def test_a_command_that_cannot_be_done_ends_with_2(hangcuang, arguments):
    told = hangcuang(*arguments)
    assert (told.code, told.out) == (2, "")
    assert told.err


def test_a_missing_model_is_said_where_none_may_be_trained(hangcuang, firm_file, monkeypatch):
    monkeypatch.setenv("HANGCUANG_DEMONSTRATION", "false")
    told = hangcuang("assess", firm_file(example("seed", TODAY)))
    assert told.code == 2
    assert "demonstrations only" in told.err


def test_serve_prepares_says_its_address_and_answers(environment):
    served = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "api.cli", "serve", "--port", "0"],
        cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", served.stderr.readline()).group()
        body = json.dumps(example("seed", TODAY)).encode()
        asked = Request(f"{address}/v1/assessments", body, {"content-type": "application/json"})
        with urlopen(f"{address}/readyz", timeout=30) as ready, urlopen(asked, timeout=30) as made:
            assert json.load(ready)["ready"] is True
            assert json.load(made)["score"]["status"] == "scored"
    finally:
        served.terminate()
        served.communicate(timeout=30)


def test_answers_of_providers_are_planned_around_at_the_terminal(hangcuang, firm_file):
    path = firm_file(example("growing", TODAY))
    told = hangcuang("assess", path, "--accept", "loan-haomiao=1000000@0.03",
                     "--refuse", "loan-equipment")  # fmt: skip
    assert "与原方案相比" in told.out
    assert "loan-equipment" not in told.out
    wrong = hangcuang("assess", path, "--accept", "loan-haomiao")
    assert "PRODUCT[@LOAN]=AMOUNT[@RATE]" in wrong.err
