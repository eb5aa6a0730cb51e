"""How do tests change one place of an example and send it?"""

import json
from typing import Any

from api.examples import example
from api.storage.audit import verify
from tests.api.conftest import TODAY

Path = tuple[int | str, ...]
MARK = "@raw@"
JSON = {"content-type": "application/json"}
YEAR = ("firm", "statements", "years", 0)
REVENUE, NAME = (*YEAR, "revenue"), ("firm", "name")


def changed(path: Path, value: Any, kind: str = "growing") -> dict[str, Any]:
    """The example with the value at `path` set."""
    record = example(kind, TODAY)
    place: Any = record
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return record


def with_raw(path: Path, raw: str) -> bytes:
    """The example as bytes with `raw` text in the place of a value."""
    text = json.dumps(changed(path, MARK), ensure_ascii=False)
    return text.replace(f'"{MARK}"', raw).encode("utf-8", "surrogatepass")


def kept(service: Any) -> int:
    """How many assessments and audit entries are stored."""
    with service.store.reading() as session:
        report = verify(session)
    return report.assessments + report.entries
