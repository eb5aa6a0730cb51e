"""Can any value at any place of a record break the doors?"""

import json
import re
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import desk
from api.examples import KINDS, example
from tests.api.conftest import TODAY
from tests.api.sending import JSON, Path, changed

EXAMPLES = 200
DAY = re.compile(r"\d{4}-\d\d-\d\d")
EXPECTED = {200, 201, 400, 422}
ODD = st.sampled_from(
    [0, -1, 1, 0.5, 1e15, -1e15, 1e-9, 10**13, 10**30, "", "x", "杭" * 300, "\ud800", "\x00",
     "1900-01-01", "2026-11-22", "2199-12-31", "0000-00-00", "2026-11", [], {}, [[]], None, True]
)  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*here, key)
        if isinstance(part, dict | list):
            yield from paths(part, (*here, key))


PLACES = [(kind, path) for kind in KINDS for path in (*paths(example(kind, TODAY)), ("on",))]


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), value=ODD | ANY)
def test_no_value_anywhere_fails_the_service(client, place, value):
    kind, path = place
    body = json.dumps(changed(path, value, kind)).encode()
    for door in ("/v1/scores", "/v1/assessments"):
        answer = client.post(door, content=body, headers=JSON)
        assert answer.status_code in EXPECTED, (kind, path, value, answer.text)
        answer.json()


OBJECTS = [
    (kind, path)
    for kind, path in PLACES
    if isinstance(reduce(getitem, path, {**example(kind, TODAY), "on": ""}), dict)
]


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(OBJECTS), name=st.text(max_size=80))
def test_no_unknown_name_anywhere_fails_the_service(client, place, name):
    kind, path = place
    body = json.dumps(changed((*path, name), 1, kind)).encode()
    answer = client.post("/v1/scores", content=body, headers=JSON)
    assert answer.status_code == 422, (path, name, answer.text)
    assert answer.json()["errors"]


def extreme(value: Any) -> st.SearchStrategy[Any]:
    """Values of the same form at the edges of what is allowed."""
    match value:
        case bool():
            return st.booleans()
        case int():
            return st.sampled_from([0, 1, 10_000_000, 10**13 - 1, value * 1_000])
        case float():
            return st.sampled_from([0, 1, 1e-10, 0.9999999999])
        case str() if DAY.fullmatch(value):
            return st.sampled_from(["1900-01-01", "2024-02-29", "2026-11-22", "2199-12-31"])
        case [*_]:
            return st.sampled_from([[], value[:1]])
    return st.none()


@st.composite
def extreme_records(draw: st.DrawFn) -> dict[str, Any]:
    """An example with some values at their edges."""
    kind = draw(st.sampled_from(KINDS))
    record = example(kind, TODAY)
    places = [path for path in paths(record) if len(path) > len(("firm", "section"))]
    for path in draw(st.lists(st.sampled_from(places), max_size=6, unique=True)):
        *above, last = path
        try:
            inside = reduce(getitem, above, record)
            inside[last] = draw(extreme(inside[last]))
        except (IndexError, TypeError):  # an earlier draw took this place away
            continue
    return record


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=extreme_records())
def test_extreme_but_well_formed_records_are_answered_read_back_and_replayed(
    client, service, record
):
    answer = client.post("/v1/assessments", json=record)
    assert answer.status_code in {201, 422}, answer.text
    if answer.status_code == 201:
        assert client.get(answer.headers["location"]).content == answer.content
        assert desk.find(service, answer.json()["id"]).as_json().encode() == answer.content
        assert desk.replay(service, answer.json()["id"]) == desk.Replay((), ())


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_fail_the_service(client, body):
    assert client.post("/v1/scores", content=body, headers=JSON).status_code in {400, 422}


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_no_id_fails_the_service(client, where):
    answer = client.get(httpx.URL("http://127.0.0.1:8000").copy_with(
        path="/v1/assessments/" + quote(where, safe="")))  # fmt: skip
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
