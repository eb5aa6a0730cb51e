"""Does a table hold several rows of one firm, though nobody said which column names the firm?"""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from engine.errors import TableError
from engine.identity import is_credit_code

_NAMES = frozenset({
    "firm", "firmid", "firmname", "firmcode", "company", "companyid", "companyname", "companycode",
    "enterprise", "enterpriseid", "borrower", "borrowerid", "customerid", "clientid", "obligor",
    "obligorid", "creditcode", "uscc", "gvkey", "permno", "统一社会信用代码", "社会信用代码",
    "企业", "企业代号", "企业代码", "企业编号", "企业名称", "公司代码", "公司名称", "客户号",
    "客户编号", "证券代码", "股票代码",
})  # fmt: skip
_LOOKED_AT = 200
_MOSTLY = 0.9


def require_firms_named(table: pd.DataFrame, group: str | None, how: str) -> None:
    """Refuse rows that would be taken for firms of their own where a firm has several.

    Without a `group` each row counts as a firm. A column names firms by its title, such as firm_id
    or 企业代号, or by holding unified social credit codes; also one that is left out of the model.
    `how` says to the user how the column is named as the group.

    Raises:
        TableError: a column names firms and one of them has several rows.
    """
    for name in () if group is not None else _firm_columns(table):
        known = table[name].dropna()
        firms = known.nunique()
        if firms < len(known):
            raise TableError(
                f"column {name!r}: {len(known):,} rows are of {firms:,} firms: 同一企业有多行;"
                f"逐行划分会让模型在学过的企业上受检,结果偏好 / judged row by row, a model would be"
                f" tested on firms it has learnt from and look better than it is; {how}, or, where"
                " the column names no firm, give it another title"
            )


def _firm_columns(table: pd.DataFrame) -> Iterable[Any]:
    return (name for name in table.columns if _names_firms(str(name), table[name]))


def _names_firms(title: str, column: "pd.Series[Any]") -> bool:
    if re.sub(r"[\s_.-]", "", title).lower() in _NAMES:
        return True
    values = column.dropna().head(_LOOKED_AT)
    codes = [isinstance(each, str) and is_credit_code(each.strip()) for each in values]
    return bool(codes) and sum(codes) / len(codes) >= _MOSTLY
