"""What do meters, customs and the land register say: power used, goods moved, premises owned?"""

from typing import Annotated

from pydantic import Field

from engine.firm.base import Count, Month, Part, Section, titled
from engine.money import NonNegativeYuan

CNY = "CNY"


class UtilityMonth(Part):
    """One month of electricity, water and gas."""

    month: Annotated[Month, titled("月份", "Month")]
    electricity_kwh: Annotated[Count, titled("用电量(千瓦时)", "Electricity", "kWh")]
    paid: Annotated[NonNegativeYuan, titled("水电气缴费", "Paid for utilities", CNY)]


class Utilities(Section):
    """Power, water and gas; months left out are unknown."""

    months: Annotated[
        tuple[UtilityMonth, ...],
        titled("各月用能", "Months"),
        Field(min_length=1, max_length=36),
    ]
    arrears: Annotated[NonNegativeYuan | None, titled("欠费金额", "Utility arrears", CNY)] = None


class Customs(Section):
    """Goods declared at customs, free on board."""

    exports_12m: Annotated[
        NonNegativeYuan | None, titled("近12个月出口额", "Exports, last 12 months", CNY)
    ] = None
    exports_prior_12m: Annotated[
        NonNegativeYuan | None, titled("前12个月出口额", "Exports, the 12 months before", CNY)
    ] = None
    imports_12m: Annotated[
        NonNegativeYuan | None, titled("近12个月进口额", "Imports, last 12 months", CNY)
    ] = None


class RealEstate(Section):
    """Land and buildings as registered."""

    owned_value: Annotated[
        NonNegativeYuan | None, titled("自有房产价值", "Value of property owned", CNY)
    ] = None
    mortgaged_value: Annotated[
        NonNegativeYuan | None, titled("已抵押房产价值", "Value of property mortgaged", CNY)
    ] = None
    owned_area_m2: Annotated[Count | None, titled("自有房产面积(平方米)", "Area owned", "m2")] = (
        None
    )
    rented: Annotated[bool | None, titled("经营场所为租赁", "Premises are rented")] = None
