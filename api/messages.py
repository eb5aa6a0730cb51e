"""How is each thing that can be wrong with a field said in plain words?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from engine.errors import FieldError
from engine.text import Text

MOST_SHOWN = 100
_MOST_CHARACTERS = 60
_LONGEST = 1_000
_WHOLE = "body"


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


_WRONG = _both("填写的内容不能接受", "cannot be accepted")
_NUMBER = _both("须为数字,不加引号和单位", "must be a number, without quotes or unit")
_DATE = _both("须为日期,如 2026-11-22", "must be a date such as 2026-11-22")
_LIST = _both("须为列表", "must be a list")
_OBJECT = _both("须为对象", "must be an object")
_TEXT = _both("须为文字", "must be text")
_WHOLE_NUMBER = _both("须为整数,不加引号", "must be a whole number, without quotes")
QUOTED_NUMBER, PLAIN_DATE = _NUMBER, _DATE

_BY_TYPE: Mapping[str, Text] = {
    "missing": _both("必填", "is required"),
    "extra_forbidden": _both("没有这个字段", "is not a known field"),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _both("须为普通数字", "must be an ordinary number"),
    "decimal_max_digits": _both(
        "数字过大或过细,最多{max_digits}位", "has too many digits: at most {max_digits}"
    ),
    "decimal_whole_digits": _both(
        "数字过大,整数部分最多{whole_digits}位",
        "is too large: at most {whole_digits} digits before the point",
    ),
    "decimal_max_places": _both(
        "小数最多{decimal_places}位", "has too many decimals: at most {decimal_places}"
    ),
    "greater_than": _both("须大于{gt}", "must be greater than {gt}"),
    "greater_than_equal": _both("不得小于{ge}", "must not be less than {ge}"),
    "less_than": _both("须小于{lt}", "must be less than {lt}"),
    "less_than_equal": _both("不得大于{le}", "must not be greater than {le}"),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing_size": _both("数字过大", "is too large"),
    "bool_type": _both("须为 true 或 false", "must be true or false"),
    "bool_parsing": _both("须为 true 或 false", "must be true or false"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "string_type": _TEXT,
    "string_unicode": _both("含有无法保存的字符", "contains characters that cannot be stored"),
    "string_too_short": _both("至少{min_length}个字符", "needs at least {min_length} character(s)"),
    "string_too_long": _both("最多{max_length}个字符", "has more than {max_length} characters"),
    "string_pattern_mismatch": _both("格式不正确", "is not in the expected form"),
    "literal_error": _both("须为以下之一:{expected}", "must be one of: {expected}"),
    "too_short": _both("至少{min_length}项", "needs at least {min_length} item(s)"),
    "too_long": _both("最多{max_length}项", "has more than {max_length} items"),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "json_invalid": _both("不是合法的JSON", "is not valid JSON"),
}
_BY_FORM: dict[str, Text] = {
    "month": _both("须为月份,如 2026-03", "must be a month such as 2026-03"),
    "industry_code": _both(
        "须为四位行业代码,可带门类字母,如 I6513",
        "must be a four-digit industry code, with or without its letter, such as I6513",
    ),
}
_ID = _both(
    "须为模型编号,如 credit-0123456789ab", "must be a model's id such as credit-0123456789ab"
)
_PERSON = _both(
    "须为人员编号:小写字母、数字和 . _ @ -",
    "must be a person's id: small letters, digits and . _ @ -",
)
_DIGEST = _both("须为64位十六进制摘要", "must be a SHA-256 digest of 64 hexadecimal digits")
_BY_FORM |= {
    "model_id": _ID, "replacing": _ID, "by": _PERSON, "developed_by": _PERSON, "owner": _PERSON,
    "report_sha256": _DIGEST, "data_sha256": _DIGEST,
}  # fmt: skip
_BY_REASON: Mapping[str, Text] = {
    "is not a valid unified social credit code": _both(
        "不是有效的统一社会信用代码(18位,校验位不符)",
        "is not a valid unified social credit code (18 characters, check characters wrong)",
    ),
    "contains characters that cannot be stored": _both(
        "含有无法保存的字符", "contains characters that cannot be stored"
    ),
    "needs credit_code, or external_id where there is no code": _both(
        "须有统一社会信用代码;没有代码的,须有外部编号",
        "needs credit_code, or external_id where there is no code",
    ),
    "closed before it was opened": _both(
        "结案/移出日期早于立案/列入日期", "was closed before it was opened"
    ),
    "two statements have the same fiscal year end": _both(
        "两份报表的会计年度截止日相同", "has two statements with the same fiscal year end"
    ),
}


def field_errors_of(error: ValidationError) -> tuple[FieldError, ...]:
    """Every refused field with its reason in both languages, in the order of the record."""
    found = error.errors(include_url=False, include_input=False)
    return field_errors(found)


def firm_errors_of(error: ValidationError) -> tuple[FieldError, ...]:
    """The same for one firm of a file; an empty field is the firm as a whole."""
    found = field_errors_of(error)
    return tuple(replace(each, field="") if each.field == _WHOLE else each for each in found)


def field_errors(found: Iterable[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    """The same of errors in pydantic's own form."""
    return tuple(FieldError(path_of(each["loc"]), _message(each)) for each in found)


def path_of(parts: Iterable[int | str]) -> str:
    """A dotted path such as `firm.statements.years.0.revenue`; `body` for the whole."""
    return ".".join(shown_key(part) for part in parts) or _WHOLE


def shown_key(part: int | str) -> str:
    r"""One part of a path, safe to print and not too long.

    >>> shown_key("a" + chr(10))
    'a\\n'
    """
    text = str(part)
    plain = text if text.isprintable() else text.encode("unicode_escape").decode("ascii")
    return plain if len(plain) <= _MOST_CHARACTERS else f"{plain[:_MOST_CHARACTERS]}…"


def plain(text: str) -> str:
    r"""A text from outside, safe to print and to keep, and not too long.

    >>> plain("a" + chr(0) + chr(0xD800) + "杭")
    'a\\x00\\ud800杭'
    """
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _message(error: Mapping[str, Any]) -> Text:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return _BY_REASON.get(str(context.get("error", "")), _WRONG)
    if kind == "string_pattern_mismatch":
        return _BY_FORM.get(str(error["loc"][-1]), _BY_TYPE[kind])
    text = _BY_TYPE.get(kind, _WRONG)
    if kind == "literal_error":
        return _choices(text, context["expected"])
    return text.filled(**context) if context else text


def _choices(text: Text, expected: str) -> Text:
    """The choices without the quotes and the "or" of the English list."""
    plain = expected.replace(" or ", ", ").replace("'", "")
    return Text(zh=text.zh.format(expected=plain.replace(", ", "、")),
                en=text.en.format(expected=plain))  # fmt: skip
