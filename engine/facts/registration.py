"""Which facts do registration and people give?"""

from datetime import date
from typing import get_args

from engine.facts.definition import (
    MONTHS_PER_YEAR,
    NAN,
    count,
    fact,
    flag,
    months_before,
    years_between,
)
from engine.firm import People, Registration
from engine.firm.registration import IndustryGroup
from engine.money import to_float

DISTRICT_CODES = {
    "上城": 330102.0, "拱墅": 330105.0, "西湖": 330106.0, "滨江": 330108.0, "萧山": 330109.0,
    "余杭": 330110.0, "富阳": 330111.0, "临安": 330112.0, "临平": 330113.0, "钱塘": 330114.0,
    "桐庐": 330122.0, "淳安": 330127.0, "建德": 330182.0,
}  # fmt: skip
CITY = frozenset({"杭州", "杭州市"})
SCITECH_DIVISIONS = frozenset({27, 35, 38, 39, 40, 63, 64, 65, 73, 74, 75})
SCITECH_CLASSES = frozenset({3491, 3492})
SCITECH_GROUPS = frozenset({374})
_GROUP_LABELS = {
    "296x": ("属296X产业集群", "In a 296X industry cluster"),
    "ecosystem": ("属五大产业生态圈", "In one of the five industry ecosystems"),
    "future": ("属五大未来产业", "In one of the five future industries"),
    "key_chain": ("属2026重点产业链", "In a 2026 key industry chain"),
    "producer_service": ("属生产性服务业", "In producer services"),
    "ai": ("属人工智能领域", "In artificial intelligence"),
}
_R, _P = "registration", "people"

FACTS = (
    fact("firm_age_years", "years", "成立年限", "Firm age", _R),
    fact("in_hangzhou", "flag", "注册在杭州", "Registered in Hangzhou", _R),
    fact("district", "code", "所在区县", "District", _R, DISTRICT_CODES),
    fact("is_company", "flag", "企业法人", "A company, not a sole trader", _R),
    fact("is_private", "flag", "民营企业", "Privately owned", _R),
    fact("industry_code", "code", "行业小类", "Industry class", _R),
    fact("industry_division", "code", "行业大类", "Industry division", _R),
    fact("scitech_industry", "flag", "属科技型行业", "In a science-and-tech industry", _R),
    fact("paid_in_capital", "yuan", "实缴资本", "Paid-in capital", _R),
    fact("registered_capital", "yuan", "注册资本", "Registered capital", _R),
    fact(
        "recognised_by_municipal_st", "flag",
        "经市级及以上科技部门认定", "Recognised by a municipal S&T bureau", _R,
    ),
    *(
        fact(f"in_group_{group}", "flag", zh, en, _R)
        for group, (zh, en) in _GROUP_LABELS.items()
    ),
    fact("headcount", "count", "从业人数", "Headcount", _P),
    fact("insured_headcount", "count", "社保参保人数", "Insured persons", _P),
    fact("insured_headcount_year_ago", "count", "一年前参保人数", "Insured a year ago", _P),
    fact("insured_lowest_12m", "count", "近12个月最低参保人数", "Fewest insured, 12 months", _P),
    fact("insured_highest_12m", "count", "近12个月最高参保人数", "Most insured, 12 months", _P),
    fact("housing_fund_headcount", "count", "公积金缴存人数", "Persons in the housing fund", _P),
    fact("graduates_hired_12m", "count", "吸纳应届毕业生", "Graduates hired, 12 months", _P),
    fact("rnd_staff", "count", "研发人员", "R&D staff", _P),
    fact("payroll_12m", "yuan", "近12个月工资总额", "Payroll, 12 months", _P),
    fact("has_talent", "flag", "核心人员有人才认定", "Key person holds a talent grade", _P),
)  # fmt: skip


def registration_facts(
    section: Registration, credit_code: str | None, on: date
) -> dict[str, float]:
    """Age, place and trade; unknown where the firm was not yet founded on `on`."""
    if section.founded_on > on:
        return {}
    code = int(section.industry_code.lstrip("ABCDEFGHIJKLMNOPQRST"))
    return {
        "firm_age_years": years_between(section.founded_on, on),
        "in_hangzhou": flag(section.city in CITY),
        "district": DISTRICT_CODES.get(section.district or "", NAN),
        "is_company": flag(credit_code.startswith("91") if credit_code else None),
        "is_private": flag(section.ownership == "private" if section.ownership else None),
        "industry_code": float(code),
        "industry_division": float(code // 100),
        "scitech_industry": flag(_is_scitech(code)),
        "paid_in_capital": to_float(section.paid_in_capital),
        "registered_capital": to_float(section.registered_capital),
        "recognised_by_municipal_st": flag(section.recognised_by_municipal_st),
        **_groups(section),
    }


def _is_scitech(code: int) -> bool:
    division, group = code // 100, code // 10
    return division in SCITECH_DIVISIONS or group in SCITECH_GROUPS or code in SCITECH_CLASSES


def _groups(section: Registration) -> dict[str, float]:
    groups = section.industry_groups
    return {
        f"in_group_{group}": flag(None if groups is None else group in groups)
        for group in get_args(IndustryGroup)
    }


def people_facts(section: People, on: date) -> dict[str, float]:
    """Who works there; the fewest and most insured need all 12 whole months before `on`."""
    insured = _insured_in_year(section, on)
    return {
        "insured_lowest_12m": float(min(insured)) if insured else NAN,
        "insured_highest_12m": float(max(insured)) if insured else NAN,
        "housing_fund_headcount": count(section.housing_fund_headcount),
        "graduates_hired_12m": count(section.graduates_hired_12m),
        "headcount": count(section.headcount),
        "insured_headcount": count(section.insured_headcount),
        "insured_headcount_year_ago": count(section.insured_headcount_year_ago),
        "rnd_staff": count(section.rnd_staff),
        "payroll_12m": to_float(section.payroll_12m),
        "has_talent": flag(section.has_talent),
    }


def _insured_in_year(section: People, on: date) -> list[int]:
    """Insured persons of each of the 12 whole months before `on`; empty where one is unknown."""
    if section.insured_months is None:
        return []
    months = {each.month: each.persons for each in section.insured_months}
    names = months_before(on.year, on.month, MONTHS_PER_YEAR)
    year = [months[name] for name in names if name in months]
    return year if len(year) == MONTHS_PER_YEAR else []
