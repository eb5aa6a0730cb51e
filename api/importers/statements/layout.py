"""How does the program's own template name its rows, columns and choices?

The first column holds keys for the program, then a Chinese and an English name; one column per
fiscal year follows.
"""

from collections.abc import Mapping

from engine.firm.statements import Standard

MARK = "hangcuang-statements-1"
UNIT, YEAR_END, STANDARD, AUDITED = "unit", "fiscal_year_end", "standard", "audited"
FIRST_YEAR_COLUMN = 3

UNIT_CHOICES: Mapping[str, str] = {"元": "元 Yuan", "万元": "万元 Ten thousand yuan"}
STANDARD_CHOICES: Mapping[Standard, str] = {
    "small_enterprise": "小企业会计准则 Small",
    "enterprise": "企业会计准则 General",
}
AUDITED_CHOICES: Mapping[bool | None, str] = {
    True: "是 Yes",
    False: "否 No",
    None: "未知 Unknown",
}
