"""Which facts do courts and public registers give?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.facts.definition import NAN, fact, flag, years_between
from engine.firm import Judicial
from engine.firm.judicial import JudicialEvent
from engine.money import to_float

LOOK_BACK_YEARS = 3.0
_RIGHTS = frozenset({"equity_pledge", "movables_charge", "ip_pledge"})
_J = "judicial"

FACTS = (
    fact("dishonest_debtor", "flag", "失信被执行人", "Dishonest debtor", _J),
    fact("enforcement_debtor", "flag", "被执行人", "Enforcement debtor", _J),
    fact("restricted_consumption", "flag", "限制高消费", "Spending restriction", _J),
    fact("abnormal_operation", "flag", "经营异常", "On the abnormal operations list", _J),
    fact("serious_violation", "flag", "严重违法失信", "On the serious violations list", _J),
    fact("major_incident", "flag", "近三年重大事故", "Major incident in 3 years", _J),
    fact("major_incident_1y", "flag", "近一年重大事故", "Major incident in a year", _J),
    fact("research_dishonesty", "flag", "严重科研失信", "Serious research dishonesty", _J),
    fact("in_bankruptcy", "flag", "破产重整", "In bankruptcy proceedings", _J),
    fact("open_enforcements", "count", "未结执行案件", "Open enforcement cases", _J),
    fact("open_enforcement_amount", "yuan", "未结执行金额", "Open enforcement amount", _J),
    fact("enforcements_ended", "count", "终本案件", "Enforcements ended without assets", _J),
    fact("defendant_cases_3y", "count", "近三年被告案件", "Cases as defendant, 3 years", _J),
    fact("defendant_amount_3y", "yuan", "近三年被诉金额", "Amount sued for, 3 years", _J),
    fact("defendant_ip_cases_3y", "count", "近三年知识产权被诉", "IP suits, 3 years", _J),
    fact("penalties_3y", "count", "近三年行政处罚", "Penalties, 3 years", _J),
    fact("penalties_1y", "count", "近一年行政处罚", "Penalties, one year", _J),
    fact("tax_arrears_notices_3y", "count", "近三年欠税公告", "Notices of tax arrears", _J),
    fact("equity_pledges_open", "count", "有效股权出质", "Equity pledges in force", _J),
    fact("movables_charges_open", "count", "有效动产担保登记", "Charges on movables", _J),
    fact("ip_pledges_open", "count", "有效知识产权质押", "IP pledges in force", _J),
    fact("judicial_events_12m", "count", "近12个月不良记录", "Adverse entries, 12 months", _J),
)


def judicial_facts(section: Judicial, on: date) -> dict[str, float]:
    """Entries opened by `on`; nothing listed means nothing was found."""
    events = [event for event in section.events if event.opened_on <= on]
    return _open_entries(events, on) | _past_entries(events, on)


def _open_entries(events: Sequence[JudicialEvent], on: date) -> dict[str, float]:
    current = [e for e in events if e.closed_on is None or e.closed_on > on]
    kinds = [event.kind for event in current]
    return {
        "dishonest_debtor": flag("dishonest_debtor" in kinds),
        "enforcement_debtor": flag("enforcement" in kinds),
        "restricted_consumption": flag("spending_restriction" in kinds),
        "abnormal_operation": flag("abnormal_operation" in kinds),
        "serious_violation": flag("serious_violation" in kinds),
        "research_dishonesty": flag("research_dishonesty" in kinds),
        "in_bankruptcy": flag("bankruptcy" in kinds),
        "open_enforcements": float(kinds.count("enforcement")),
        "open_enforcement_amount": _amount([e for e in current if e.kind == "enforcement"]),
        "enforcements_ended": float(kinds.count("enforcement_ended")),
        "equity_pledges_open": float(kinds.count("equity_pledge")),
        "movables_charges_open": float(kinds.count("movables_charge")),
        "ip_pledges_open": float(kinds.count("ip_pledge")),
    }


def _past_entries(events: Sequence[JudicialEvent], on: date) -> dict[str, float]:
    recent = [e for e in events if years_between(e.opened_on, on) <= LOOK_BACK_YEARS]
    kinds = [event.kind for event in recent]
    latest = [event.kind for event in recent if years_between(event.opened_on, on) <= 1]
    return {
        "major_incident": flag("major_incident" in kinds),
        "major_incident_1y": flag("major_incident" in latest),
        "defendant_cases_3y": float(kinds.count("defendant")),
        "defendant_amount_3y": _amount([e for e in recent if e.kind == "defendant"]),
        "defendant_ip_cases_3y": float(kinds.count("defendant_ip")),
        "penalties_3y": float(kinds.count("penalty")),
        "penalties_1y": float(latest.count("penalty")),
        "tax_arrears_notices_3y": float(kinds.count("tax_arrears_notice")),
        "judicial_events_12m": float(sum(kind not in _RIGHTS for kind in latest)),
    }


def _amount(events: Sequence[JudicialEvent]) -> float:
    """NaN where the amount of any entry is unknown."""
    amounts = [event.amount for event in events if event.amount is not None]
    return to_float(sum(amounts, Decimal(0))) if len(amounts) == len(events) else NAN
