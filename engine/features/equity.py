"""Do investors back the firm?"""

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

UNKNOWN_ROUNDS = both("融资情况未知 / rounds unknown")


def equity_raised_to_assets(facts: Facts) -> Number:
    """Equity raised in two years over total assets."""
    return ratio(facts["equity_raised_2y"], facts["total_assets"])


def institutional_equity_share(facts: Facts) -> Number:
    """Equity raised from qualified institutions in three years over all equity raised."""
    return ratio(facts["qualified_equity_3y"], facts["equity_raised_total"])


def valuation_step_up(facts: Facts) -> Number:
    """The latest post-money valuation over that of the round before."""
    return ratio(facts["valuation_latest"], facts["valuation_prior"])


def paid_in_share(facts: Facts) -> Number:
    """Paid-in capital over registered capital."""
    return ratio(facts["paid_in_capital"], facts["registered_capital"])


_theme = Theme("equity")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "years_since_round", SAFER_WHEN_LOW,
        "距最近一轮融资{value} / The last equity round was {value} ago",
        both("尚未股权融资或未知 / no round yet, or unknown"),
    ),
    _theme.fact(
        "round_count", SAFER_WHEN_HIGH,
        "已完成{value}轮股权融资 / Equity rounds closed: {value}",
        UNKNOWN_ROUNDS,
    ),
    _theme.fact(
        "equity_raised_total", SAFER_WHEN_HIGH,
        "累计股权融资{value} / It has raised {value} of equity",
        UNKNOWN_ROUNDS,
    ),
    _theme.computed(
        equity_raised_to_assets, "ratio", SAFER_WHEN_HIGH,
        "近两年股权融资占总资产 / Equity raised in 2 years to assets",
        "近两年股权融资是总资产的{value}倍 / "
        "Equity raised in two years is {value} times total assets",
        both("融资或总资产未知 / rounds or assets unknown"),
    ),
    _theme.computed(
        institutional_equity_share, "share", SAFER_WHEN_HIGH,
        "近三年机构融资占比 / Share of equity from institutions, 3 years",
        "近三年合格机构投资占累计融资{value} / "
        "Qualified institutions gave {value} of all equity within three years",
        both("尚未股权融资或未知 / no round yet, or unknown"),
    ),
    _theme.computed(
        valuation_step_up, "ratio", SAFER_WHEN_HIGH,
        "估值较上轮倍数 / Valuation against the round before",
        "最近估值是上一轮的{value}倍 / The latest valuation is {value} times the one before",
        both("不足两轮或估值未知 / under two rounds, or valuations unknown"),
    ),
    _theme.fact(
        "founder_share", NO_DIRECTION,
        "创始团队持股{value} / The founders hold {value}",
        both("创始团队持股未知 / founders' share unknown"),
    ),
    _theme.computed(
        paid_in_share, "share", SAFER_WHEN_HIGH,
        "实缴占注册资本 / Paid-in to registered capital",
        "注册资本已实缴{value} / {value} of the registered capital is paid in",
        both("实缴或注册资本未知 / paid-in or registered capital unknown"),
    ),
)  # fmt: skip
