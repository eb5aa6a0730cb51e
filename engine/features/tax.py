"""Does the firm pay its taxes?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)

UNKNOWN_TAX = both("纳税或收入未知 / tax or revenue unknown")


def tax_grade_change(facts: Facts) -> Number:
    """Steps the tax credit grade moved within a year, on the scale D, C, M, B, A."""
    return facts["tax_grade"] - facts["tax_grade_prior"]


def tax_arrears_to_revenue(facts: Facts) -> Number:
    """Tax arrears over a year's revenue."""
    return ratio(facts["tax_arrears"], facts["revenue"])


def vat_to_revenue(facts: Facts) -> Number:
    """VAT paid in 12 months over a year's revenue."""
    return ratio(facts["vat_paid_12m"], facts["revenue"])


def income_tax_to_revenue(facts: Facts) -> Number:
    """Income tax paid in 12 months over a year's revenue: profit that the bureau confirms."""
    return ratio(facts["income_tax_paid_12m"], facts["revenue"])


def declared_to_invoiced(facts: Facts) -> Number:
    """Revenue declared to the tax bureau over invoiced sales, 12 months."""
    return ratio(facts["declared_revenue_12m"], facts["invoiced_sales_12m"])


_theme = Theme("tax")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "tax_grade", SAFER_WHEN_HIGH,
        "纳税信用等级为{value} / The tax credit grade is {value}",
        both("尚未评级或未知 / not graded yet, or unknown"),
    ),
    _theme.computed(
        tax_grade_change, "count", SAFER_WHEN_HIGH,
        "纳税信用等级变动 / Change of tax credit grade",
        "纳税信用等级一年变动{value}级 / The tax credit grade moved by {value} within a year",
        both("两年等级不全 / not graded in both years"),
    ),
    _theme.fact(
        "late_filings_12m", SAFER_WHEN_LOW,
        "近12个月逾期申报{value}次 / Tax returns filed late in 12 months: {value}",
        both("申报记录未知 / filings unknown"),
    ),
    _theme.computed(
        tax_arrears_to_revenue, "share", SAFER_WHEN_LOW,
        "欠税占收入 / Tax arrears to revenue",
        "欠税占收入{value} / Tax arrears are {value} of revenue",
        both("欠税或收入未知 / arrears or revenue unknown"),
    ),
    _theme.computed(
        vat_to_revenue, "share", NO_DIRECTION,
        "增值税负担率 / VAT to revenue",
        "增值税占收入{value} / VAT paid is {value} of revenue",
        UNKNOWN_TAX,
    ),
    _theme.computed(
        income_tax_to_revenue, "share", SAFER_WHEN_HIGH,
        "所得税占收入 / Income tax to revenue",
        "已缴所得税占收入{value} / Income tax paid is {value} of revenue",
        UNKNOWN_TAX,
    ),
    _theme.computed(
        declared_to_invoiced, "ratio", NO_DIRECTION,
        "申报收入对开票收入 / Declared to invoiced revenue",
        "申报收入是开票收入的{value}倍 / Revenue declared for tax is {value} times invoiced sales",
        both("申报或发票数据未知 / declared revenue or invoices unknown"),
    ),
)  # fmt: skip
