"""Which facts do recognitions and equity rounds give?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import get_args

from engine.facts.definition import NAN, fact, flag, years_between
from engine.firm import Equity, Qualifications, Round
from engine.firm.innovation import QualificationCode, RoundKind
from engine.money import to_float

QUALIFICATION_LABELS = {
    "KXZXQY": ("科技型中小企业", "National science-and-tech SME"),
    "ZJKX": ("省科技型中小企业", "Zhejiang science-and-tech SME"),
    "HNTE": ("高新技术企业", "High and new technology enterprise"),
    "CXX": ("创新型中小企业", "Innovative SME"),
    "ZJTX": ("专精特新中小企业", "Specialised SME"),
    "XJR": ("专精特新小巨人", "Little giant"),
    "SEED": ("润苗计划种子企业", "Seed firm"),
    "HMZ": ("好苗子企业", "Good-Seedling firm"),
    "XCY": ("新雏鹰企业", "New-Eaglet firm"),
    "LEAD": ("科技领军企业", "Leading S&T firm"),
}
ROUND_CODES = {"none": 0.0} | {
    kind: float(place) for place, kind in enumerate(get_args(RoundKind), start=1)
}
TWO_YEARS, THREE_YEARS = 2.0, 3.0
_ZERO = Decimal(0)
_CODES: tuple[str, ...] = get_args(QualificationCode)
_Q, _E = "qualifications", "equity"

FACTS = (
    *(
        fact(f"holds_{code}", "flag", f"持有{zh}资质", f"Holds: {en}", _Q)
        for code, (zh, en) in QUALIFICATION_LABELS.items()
    ),
    fact("qualification_count", "count", "有效资质数", "Qualifications held", _Q),
    fact("last_round", "code", "最近融资轮次", "Last equity round", _E, ROUND_CODES),
    fact("years_since_round", "years", "距最近一轮融资", "Years since the last round", _E),
    fact("round_count", "count", "融资轮数", "Equity rounds", _E),
    fact("rounds_2y", "count", "近两年融资轮数", "Equity rounds in 2 years", _E),
    fact("last_round_amount", "yuan", "最近一轮金额", "Amount of the last round", _E),
    fact("equity_raised_2y", "yuan", "近两年股权融资", "Equity raised in 2 years", _E),
    fact("equity_raised_total", "yuan", "累计股权融资", "Equity raised in all", _E),
    fact("qualified_equity_2y", "yuan", "近两年合格机构融资", "From institutions in 2 years", _E),
    fact("qualified_equity_3y", "yuan", "近三年合格机构融资", "From institutions in 3 years", _E),
    fact("valuation_latest", "yuan", "最近投后估值", "Latest post-money valuation", _E),
    fact("valuation_prior", "yuan", "上一轮投后估值", "Valuation of the round before", _E),
    fact("founder_share", "share", "创始团队持股", "Founders' share", _E),
)


def qualification_facts(section: Qualifications, on: date) -> dict[str, float]:
    """What is held and valid on `on`; what is not listed is not held."""
    valid = {
        held.code
        for held in section.held
        if held.valid_from <= on and (held.valid_to is None or on <= held.valid_to)
    }
    holds = {f"holds_{code}": flag(code in valid) for code in _CODES}
    return holds | {"qualification_count": float(len(valid))}


def equity_facts(section: Equity, on: date) -> dict[str, float]:
    """Rounds closed by `on`; no rounds listed means none."""
    rounds = sorted(
        (each for each in section.rounds if each.closed_on <= on), key=attrgetter("closed_on")
    )
    ages = [years_between(each.closed_on, on) for each in rounds]
    recent = [each for each, age in zip(rounds, ages, strict=True) if age <= TWO_YEARS]
    three = [each for each, age in zip(rounds, ages, strict=True) if age <= THREE_YEARS]
    last = rounds[-1] if rounds else None
    return {
        "last_round": ROUND_CODES[last.kind if last else "none"],
        "years_since_round": ages[-1] if ages else NAN,
        "round_count": float(len(rounds)),
        "rounds_2y": float(len(recent)),
        "last_round_amount": to_float(last.amount) if last else NAN,
        "equity_raised_2y": _raised(recent),
        "equity_raised_total": _raised(rounds),
        "qualified_equity_2y": _from_institutions(recent),
        "qualified_equity_3y": _from_institutions(three),
        "valuation_latest": to_float(last.post_money) if last else NAN,
        "valuation_prior": to_float(rounds[-2].post_money) if len(rounds) > 1 else NAN,
        "founder_share": to_float(section.founder_share),
    }


def _raised(rounds: Sequence[Round]) -> float:
    return float(sum([each.amount for each in rounds], _ZERO))


def _from_institutions(rounds: Sequence[Round]) -> float:
    """NaN where it is unknown of any round whether an institution paid it in."""
    if any(each.qualified_investor is None for each in rounds):
        return NAN
    return _raised([each for each in rounds if each.qualified_investor])
