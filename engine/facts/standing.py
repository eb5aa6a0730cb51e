"""Which facts do rights, research, qualifications, rounds and public registers give?"""

from datetime import date
from decimal import Decimal
from typing import get_args

from engine.facts.definition import NAN, count, fact, flag, total, years_between
from engine.firm import Equity, IntellectualProperty, Judicial, Qualifications, Research
from engine.firm.innovation import QualificationCode, RoundKind
from engine.firm.judicial import JudicialEvent
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
RECENT_YEARS = 2.0
LOOK_BACK_YEARS = 3.0
_IP, _RE, _Q, _E, _J = "intellectual_property", "research", "qualifications", "equity", "judicial"

FACTS = (
    fact("invention_patents", "count", "有效发明专利", "Invention patents in force", _IP),
    fact("ip_class1", "count", "I类知识产权", "Class I rights", _IP),
    fact("ip_class2", "count", "II类知识产权", "Class II rights", _IP),
    fact("invention_filings_12m", "count", "近12个月发明申请", "Invention filings", _IP),
    fact("patent_value", "yuan", "可质押专利评估价值", "Patent value free to pledge", _IP),
    fact("in_first_set_catalogue", "flag", "列入首台(套)目录", "In the first-set catalogue", _IP),
    fact("rnd_project", "flag", "有在研项目", "R&D project running", _RE),
    fact("national_project", "flag", "承担国家科技项目", "Carries a national S&T project", _RE),
    fact("rnd_equipment_value", "yuan", "研发设备价值", "Value of R&D equipment", _RE),
    fact("technology_contracts_12m", "yuan", "技术合同成交额", "Technology contracts", _RE),
    *(
        fact(f"holds_{code}", "flag", f"持有{zh}资质", f"Holds: {en}", _Q)
        for code, (zh, en) in QUALIFICATION_LABELS.items()
    ),
    fact("qualification_count", "count", "有效资质数", "Qualifications held", _Q),
    fact("last_round", "code", "最近融资轮次", "Last equity round", _E, ROUND_CODES),
    fact("years_since_round", "years", "距最近一轮融资", "Years since the last round", _E),
    fact("equity_raised_2y", "yuan", "近两年股权融资", "Equity raised in 2 years", _E),
    fact("equity_raised_total", "yuan", "累计股权融资", "Equity raised in all", _E),
    fact("valuation_latest", "yuan", "最近投后估值", "Latest post-money valuation", _E),
    fact("founder_share", "share", "创始团队持股", "Founders' share", _E),
    fact("dishonest_debtor", "flag", "失信被执行人", "Dishonest debtor", _J),
    fact("enforcement_debtor", "flag", "被执行人", "Enforcement debtor", _J),
    fact("restricted_consumption", "flag", "限制高消费", "Spending restriction", _J),
    fact("abnormal_operation", "flag", "经营异常", "On the abnormal operations list", _J),
    fact("serious_violation", "flag", "严重违法失信", "On the serious violations list", _J),
    fact("major_incident", "flag", "近三年重大事故", "Major incident in 3 years", _J),
    fact("in_bankruptcy", "flag", "破产重整", "In bankruptcy proceedings", _J),
    fact("open_enforcements", "count", "未结执行案件", "Open enforcement cases", _J),
    fact("defendant_cases_3y", "count", "近三年被告案件", "Cases as defendant, 3 years", _J),
    fact("penalties_3y", "count", "近三年行政处罚", "Penalties, 3 years", _J),
)


def intellectual_property_facts(section: IntellectualProperty) -> dict[str, float]:
    """Rights in force; `patent_value` is what is not pledged yet."""
    value, pledged = section.appraised_value, section.pledged_share
    free = None if value is None or pledged is None else value * (1 - pledged)
    class2 = (section.utility_models, section.designs, section.software_copyrights)
    return {
        "invention_patents": count(section.invention_patents),
        "ip_class1": total((section.invention_patents, section.other_class1)),
        "ip_class2": total(class2),
        "invention_filings_12m": count(section.invention_filings_12m),
        "patent_value": to_float(free),
        "in_first_set_catalogue": flag(section.in_first_set_catalogue),
    }


def research_facts(section: Research) -> dict[str, float]:
    """Research under way."""
    running = section.projects_running
    return {
        "rnd_project": flag(None if running is None else running > 0),
        "national_project": flag(section.national_project),
        "rnd_equipment_value": to_float(section.equipment_value),
        "technology_contracts_12m": to_float(section.technology_contracts_12m),
    }


def qualification_facts(section: Qualifications, on: date) -> dict[str, float]:
    """What is held and valid on `on`; what is not listed is not held."""
    valid = {
        held.code
        for held in section.held
        if held.valid_from <= on and (held.valid_to is None or on <= held.valid_to)
    }
    holds = {f"holds_{code}": flag(code in valid) for code in get_args(QualificationCode)}
    return holds | {"qualification_count": float(len(valid))}


def equity_facts(section: Equity, on: date) -> dict[str, float]:
    """Rounds closed by `on`; no rounds listed means none."""
    rounds = sorted(
        (each for each in section.rounds if each.closed_on <= on), key=lambda each: each.closed_on
    )
    last = rounds[-1] if rounds else None
    recent = [r.amount for r in rounds if years_between(r.closed_on, on) <= RECENT_YEARS]
    return {
        "last_round": ROUND_CODES[last.kind if last else "none"],
        "years_since_round": years_between(last.closed_on, on) if last else NAN,
        "equity_raised_2y": to_float(sum(recent, Decimal(0))),
        "equity_raised_total": to_float(sum((r.amount for r in rounds), Decimal(0))),
        "valuation_latest": to_float(last.post_money) if last else NAN,
        "founder_share": to_float(section.founder_share),
    }


def judicial_facts(section: Judicial, on: date) -> dict[str, float]:
    """Entries opened by `on`; nothing listed means nothing was found."""
    events = [event for event in section.events if event.opened_on <= on]
    open_kinds = [e.kind for e in events if e.closed_on is None or e.closed_on > on]
    return {
        "dishonest_debtor": flag("dishonest_debtor" in open_kinds),
        "enforcement_debtor": flag("enforcement" in open_kinds),
        "restricted_consumption": flag("spending_restriction" in open_kinds),
        "abnormal_operation": flag("abnormal_operation" in open_kinds),
        "serious_violation": flag("serious_violation" in open_kinds),
        "major_incident": flag(_recent(events, "major_incident", on) > 0),
        "in_bankruptcy": flag("bankruptcy" in open_kinds),
        "open_enforcements": float(open_kinds.count("enforcement")),
        "defendant_cases_3y": float(_recent(events, "defendant", on)),
        "penalties_3y": float(_recent(events, "penalty", on)),
    }


def _recent(events: list[JudicialEvent], kind: str, on: date) -> int:
    return sum(
        event.kind == kind and years_between(event.opened_on, on) <= LOOK_BACK_YEARS
        for event in events
    )
