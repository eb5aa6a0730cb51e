"""Which facts do meters, customs and the land register give?"""

from datetime import date

from engine.facts.definition import MONTHS_PER_YEAR, NAN, fact, flag, months_before
from engine.firm import Customs, RealEstate, Utilities
from engine.money import to_float

_U, _C, _R = "utilities", "customs", "real_estate"

FACTS = (
    fact("electricity_12m", "count", "近12个月用电量", "Electricity in kWh, 12 months", _U),
    fact("electricity_prior_12m", "count", "前12个月用电量", "Electricity in kWh, before", _U),
    fact("utility_arrears", "yuan", "水电气欠费", "Utility arrears", _U),
    fact("exports_12m", "yuan", "近12个月出口额", "Exports, 12 months", _C),
    fact("exports_prior_12m", "yuan", "前12个月出口额", "Exports, year before", _C),
    fact("imports_12m", "yuan", "近12个月进口额", "Imports, 12 months", _C),
    fact("real_estate_owned", "yuan", "自有房产价值", "Value of property owned", _R),
    fact("real_estate_mortgaged", "yuan", "已抵押房产价值", "Value of property mortgaged", _R),
    fact("premises_rented", "flag", "经营场所为租赁", "Premises are rented", _R),
)


def utility_facts(section: Utilities, on: date) -> dict[str, float]:
    """Power of the 12 whole months before `on` and of the 12 before those, if all are stated."""
    used = {month.month: month.electricity_kwh for month in section.months}
    names = months_before(on.year, on.month, 2 * MONTHS_PER_YEAR)
    return {
        "electricity_12m": _total(used, names[:MONTHS_PER_YEAR]),
        "electricity_prior_12m": _total(used, names[MONTHS_PER_YEAR:]),
        "utility_arrears": to_float(section.arrears),
    }


def _total(used: dict[str, int], names: tuple[str, ...]) -> float:
    try:
        return float(sum([used[name] for name in names]))
    except KeyError:
        return NAN


def customs_facts(section: Customs) -> dict[str, float]:
    """Goods moved."""
    return {
        "exports_12m": to_float(section.exports_12m),
        "exports_prior_12m": to_float(section.exports_prior_12m),
        "imports_12m": to_float(section.imports_12m),
    }


def real_estate_facts(section: RealEstate) -> dict[str, float]:
    """Premises owned and rented."""
    return {
        "real_estate_owned": to_float(section.owned_value),
        "real_estate_mortgaged": to_float(section.mortgaged_value),
        "premises_rented": flag(section.rented),
    }
