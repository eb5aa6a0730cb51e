"""A form filled with an example, page by page, as a browser without scripts does it."""

import re
from html import unescape

from starlette.testclient import TestClient

from api.examples import KINDS

MARKS = (
    "演示分数:模型由模拟企业训练,不得用于授信",
    "Demonstration: trained on simulated firms, not for credit decisions",
    "非杭州金投官方平台",
    "Not an official platform",
)
_INPUT = re.compile(r"<input[^>]*>|<select.*?</select>", re.DOTALL)


def begin(client: TestClient, kind: str = KINDS[0]) -> str:
    """The address of a new draft without its page."""
    answer = client.post("/apply", data={"kind": kind}, follow_redirects=False)
    return str(answer.headers["location"]).rpartition("/")[0]


def shown_fields(html: str) -> dict[str, list[str]]:
    """Every field of a page with the values a browser would post."""
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(html):
        name = unescape(_attribute(tag, "name"))
        if tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag)
            found.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
        elif 'type="checkbox"' not in tag or " checked" in tag:
            found.setdefault(name, []).append(unescape(_attribute(tag, "value")))
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""
