"""Who is the firm, where, since when, in which trade, and who works there?"""

from typing import Annotated, Literal

from pydantic import Field

from engine.firm.base import Count, Day, Line, Month, Part, Section, titled
from engine.money import NonNegativeYuan

District = Literal[
    "上城", "拱墅", "西湖", "滨江", "萧山", "余杭", "富阳", "临安", "临平", "钱塘",
    "桐庐", "淳安", "建德",
]  # fmt: skip
Ownership = Literal["private", "state", "foreign", "mixed"]
IndustryGroup = Literal["296x", "ecosystem", "future", "key_chain", "producer_service", "ai"]


class Registration(Section):
    """The firm as registered (market supervision)."""

    founded_on: Annotated[Day, titled("成立日期", "Founded on")]
    city: Annotated[Line, titled("注册城市", "City of registration")]
    district: Annotated[District | None, titled("所在区县", "District")] = None
    industry_code: Annotated[
        str,
        titled("行业代码(GB/T 4754-2017)", "Industry code", pattern=r"^[A-T]?\d{4}$"),
    ]
    ownership: Annotated[Ownership | None, titled("所有制", "Ownership")] = None
    paid_in_capital: Annotated[
        NonNegativeYuan | None, titled("实缴资本", "Paid-in capital", "CNY")
    ] = None
    registered_capital: Annotated[
        NonNegativeYuan | None, titled("注册资本", "Registered capital", "CNY")
    ] = None
    industry_groups: Annotated[
        tuple[IndustryGroup, ...] | None,
        titled("产业类别(填全部所属)", "Industry groups (all that apply)"),
        Field(max_length=6),
    ] = None
    recognised_by_municipal_st: Annotated[
        bool | None,
        titled("经市级及以上科技部门认定", "Recognised by a municipal S&T bureau"),
    ] = None


class InsuredMonth(Part):
    """How many were insured in one month."""

    month: Annotated[Month, titled("月份", "Month")]
    persons: Annotated[Count, titled("参保人数", "Insured persons", "persons")]


class People(Section):
    """Who works at the firm."""

    headcount: Annotated[Count, titled("从业人数", "Headcount", "persons")]
    insured_headcount: Annotated[
        Count | None, titled("社保参保人数", "Insured persons", "persons")
    ] = None
    insured_headcount_year_ago: Annotated[
        Count | None, titled("一年前参保人数", "Insured persons a year ago", "persons")
    ] = None
    insured_months: Annotated[
        tuple[InsuredMonth, ...] | None,
        titled("各月参保人数", "Insured persons by month"),
        Field(max_length=36),
    ] = None
    housing_fund_headcount: Annotated[
        Count | None, titled("公积金缴存人数", "Persons in the housing fund", "persons")
    ] = None
    graduates_hired_12m: Annotated[
        Count | None, titled("近12个月吸纳应届毕业生", "Graduates hired, 12 months", "persons")
    ] = None
    rnd_staff: Annotated[Count | None, titled("研发人员", "R&D staff", "persons")] = None
    payroll_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月工资总额", "Payroll, last 12 months", "CNY"),
    ] = None
    has_talent: Annotated[
        bool | None, titled("核心人员有人才认定", "Key person holds a talent grade")
    ] = None
