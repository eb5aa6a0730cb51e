"""Does the terminal tell what the model would give, and refuse what cannot be asked?"""

import json

import pytest

from api.examples import example
from tests.api.conftest import TODAY


@pytest.fixture
def established(tmp_path):
    path = tmp_path / "firm.json"
    path.write_text(json.dumps(example("established", TODAY)), encoding="utf-8")
    return path


def test_a_person_reads_what_the_model_would_give_and_that_it_is_no_advice(hangcuang, established):
    told = hangcuang("counterfactual", established, "--grade", "A3", "--changes", "2")
    assert told.code == 0
    assert "目标 wanted A3" in told.out
    assert "This is what the model computes: no advice" in told.out
    assert "不得用于授信" in told.out


def test_a_machine_reads_the_same_answer(hangcuang, established):
    asked = ("--grade", "A3", "--changes", "2", "--freeze", "cash", "--json")
    found = json.loads(hangcuang("counterfactual", established, *asked).out)
    assert (found["wanted"], found["on"]) == ("A3", TODAY.isoformat())
    ways = [found["way"], *found["alternatives"]] if found["way"] else []
    assert not any(each["fact"] == "cash" for way in ways for each in way["follows"])


def test_a_day_that_leaves_no_time_leaves_no_way(hangcuang, established):
    asked = ("--grade", "A3", "--by", TODAY.isoformat(), "--json")
    found = json.loads(hangcuang("counterfactual", established, *asked).out)
    assert (found["status"], found["way"]) == ("none_within_limits", None)


@pytest.mark.parametrize(
    "asked",
    [("--grade", "Z9"), ("--grade", "A3", "--freeze", "no_fact"), ("--grade", "A3", "--by", "soon"),
     ("--grade", "A3", "--changes", "9")],
)  # fmt: skip
def test_what_cannot_be_asked_ends_with_2(hangcuang, established, asked):
    told = hangcuang("counterfactual", established, *asked)
    assert told.code == 2
    assert "Cannot be done" in told.err


def test_today_is_the_score_that_every_other_door_gives(hangcuang, established):
    scored = json.loads(hangcuang("assess", established, "--json").out)["score"]
    found = json.loads(hangcuang("counterfactual", established, "--grade", "A1", "--changes", "1",
                                 "--json").out)  # fmt: skip
    for name in ("model_id", "grade", "credit_score"):
        assert found[name] == scored[name]
