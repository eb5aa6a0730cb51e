"""Is this text JSON that means the same to every reader, before any model looks at it?

The standard parser takes NaN, repeated names and halves of characters; here each is named.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.messages import MOST_SHOWN, path_of
from engine.errors import EngineError, FieldError, RecordError
from engine.text import Text

DEEPEST, MOST_VALUES, LONGEST_NUMBER = 20, 50_000, 400
BODY = "body"
BOM = b"\xef\xbb\xbf"
_NOT_STORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

_EMPTY = Text(zh="内容为空", en="is empty")
_BROKEN = Text(
    zh="第{line}行第{column}列不是合法的JSON",
    en="is not valid JSON at line {line}, column {column}",
)
_ENCODING = Text(zh="第{place}个字节起不是UTF-8编码", en="is not UTF-8 from byte {place} on")
_NO_OBJECT = Text(zh="须为一个JSON对象", en="must be one JSON object")
_TOO_DEEP = Text(
    zh="嵌套过深,最多{most}层", en="is nested too deeply: at most {most} levels"
).filled(most=DEEPEST)
_TOO_MANY = Text(zh="内容过多,最多{most}个值", en="holds too much: at most {most} values").filled(
    most=MOST_VALUES
)
_REPEATED = Text(zh="同一字段出现多次", en="is stated more than once")
_NOT_A_NUMBER = Text(zh="须为普通数字", en="must be an ordinary number")
_TOO_LARGE = Text(zh="数字过大", en="is too large a number")
_CHARACTERS = Text(zh="含有无法保存的字符", en="contains characters that cannot be stored")
_NAME_CHARACTERS = Text(
    zh="字段名含有无法保存的字符", en="has a name with characters that cannot be stored"
)


class BrokenBodyError(EngineError):
    """What was sent is no usable JSON object; every reason is named with its place."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        """Keep `errors` for the door to show."""
        super().__init__("; ".join(f"{error.field}: {error.message.en}" for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class _Unusable:
    """Stands where a number cannot be held."""

    message: Text


class _Object(dict[str, Any]):
    """An object that remembers which names were stated more than once."""

    repeated: tuple[str, ...] = ()


_Path = tuple[int | str, ...]


def screened(data: bytes) -> dict[str, Any]:
    """The object that `data` holds, as plain Python values.

    Raises:
        BrokenBodyError: no JSON object, repeated names, too deep or too much.
        RecordError: numbers or characters that no field can hold.
    """
    parsed = _parsed(_text(data))
    if not isinstance(parsed, _Object):
        raise _broken(_NO_OBJECT)
    if _is_sound(parsed):
        return parsed
    broken, unusable = list[FieldError](), list[FieldError]()
    for path, value in _walk(parsed):
        broken += _repeated(path, value)
        unusable += _faults(path, value)
    if broken:
        raise BrokenBodyError(tuple(broken[:MOST_SHOWN]))
    if unusable:
        raise RecordError(tuple(unusable[:MOST_SHOWN]))
    return parsed


def _broken(message: Text) -> BrokenBodyError:
    return BrokenBodyError((FieldError(BODY, message),))


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(_ENCODING.filled(place=error.start + 1)) from error
    if not text.strip():
        raise _broken(_EMPTY)
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text, strict=False, object_pairs_hook=_object, parse_int=_whole,
            parse_float=_float, parse_constant=lambda _name: _Unusable(_NOT_A_NUMBER),
        )  # fmt: skip
    except json.JSONDecodeError as error:
        place = _BROKEN.filled(line=error.lineno, column=error.colno)
        raise _broken(place) from error
    except RecursionError as error:
        raise _broken(_TOO_DEEP) from error


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name, count in counts.items() if count > 1)
    return found


def _whole(text: str) -> int | _Unusable:
    return int(text) if len(text) <= LONGEST_NUMBER else _Unusable(_TOO_LARGE)


def _float(text: str) -> float | _Unusable:
    value = float(text) if len(text) <= LONGEST_NUMBER else math.inf
    return value if math.isfinite(value) else _Unusable(_TOO_LARGE)


def _inside(value: Any) -> Iterator[tuple[int | str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _is_sound(parsed: _Object) -> bool:
    """Whether nothing in it needs to be named; level by level, as most bodies are sound."""
    level: list[Any] = [parsed]
    values, depth, sound = 1, 1, True
    while level:
        inside = [part for each in level if isinstance(each, list) for part in each]
        for each in level:
            if isinstance(each, _Object):
                inside += each.values()
                sound = sound and not each.repeated and _storable("".join(each))
        values, depth = values + len(inside), depth + 1
        if inside and depth > DEEPEST:
            raise _broken(_TOO_DEEP)
        if values > MOST_VALUES:
            raise _broken(_TOO_MANY)
        sound = sound and not any(isinstance(each, _Unusable) for each in inside)
        sound = sound and _storable("".join(each for each in inside if isinstance(each, str)))
        level = [each for each in inside if isinstance(each, dict | list)]
    return sound


def _walk(parsed: _Object) -> Iterator[tuple[_Path, Any]]:
    """Every value with its path, in the order of the text."""
    waiting: list[tuple[_Path, Any]] = [((), parsed)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        parts = [((*path, key), part) for key, part in _inside(value)]
        waiting += reversed(parts)


def _repeated(path: _Path, value: Any) -> list[FieldError]:
    names = value.repeated if isinstance(value, _Object) else ()
    return [FieldError(path_of((*path, name)), _REPEATED) for name in names]


def _faults(path: _Path, value: Any) -> Iterator[FieldError]:
    if isinstance(value, _Unusable):
        yield FieldError(path_of(path), value.message)
    elif isinstance(value, str) and not _storable(value):
        yield FieldError(path_of(path), _CHARACTERS)
    elif isinstance(value, dict):
        bad = (name for name in value if not _storable(name))
        yield from (FieldError(path_of((*path, name)), _NAME_CHARACTERS) for name in bad)


def _storable(text: str) -> bool:
    return _NOT_STORABLE.search(text) is None
