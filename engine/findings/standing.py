"""Do people, rights, debts, capital and registers agree with what other sections say?"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from engine.facts.definition import YES
from engine.findings.finding import Finding, differ, finding, is_known, yuan
from engine.firm import Firm, Statement
from engine.text import Text

Facts = Mapping[str, float]
# House limits: how far two sources may be apart before a person should look.
LEAST_INSURED_SHARE = 0.5
LEAST_FUND_SHARE, MOST_FUND_SHARE = 0.3, 1.2
MOST_RND_GAP = 0.3
LEAST_RND = 100_000
ROUNDING = 0.001
LEAST_PAY, MOST_PAY = 10_000, 2_000_000
MOST_DEBT_REPAID = 0.5
MOST_DEBT_GAP = Decimal("1.1")  # balances of a credit report may hold interest due
SAME_TIME_DAYS = 183
QUALIFIED_BY_RIGHTS = ("HNTE", "CXX", "ZJTX", "XJR")

_INSURED = Text(
    zh="参保{insured:.0f}人,从业{headcount:.0f}人,相差较大",
    en="{insured:.0f} insured against a headcount of {headcount:.0f}",
)
_FUND = Text(
    zh="公积金缴存{fund:.0f}人,社保参保{insured:.0f}人,相差较大",
    en="{fund:.0f} in the housing fund against {insured:.0f} insured",
)
_PAY = Text(
    zh="近12个月工资总额{payroll}元,从业{headcount:.0f}人,人均{mean}元,不合常理",
    en="payroll of {payroll} for {headcount:.0f} people, {mean} each, is out of the ordinary",
)
_RND = Text(
    zh="报表研发费用{stated}元与加计扣除辅助账{declared}元相差{gap:.0%}",
    en="R&D of {stated} in the accounts against {declared} in the deduction ledger: {gap:.0%} off",
)
_NO_STAFF = Text(zh="研发费用{rnd}元,而研发人员为0人", en="R&D expense of {rnd} but no R&D staff")
_HIGH_TECH = Text(
    zh="高新技术产品收入{part}元高于营业收入{whole}元",
    en="high-tech revenue {part} exceeds revenue {whole}",
)
_RIGHTS = Text(
    zh="{part:.0f}项{label}多于知识产权合计{whole:.0f}项",
    en="{part:.0f} {label} are more than all {whole:.0f} such rights",
)
_UNFOUNDED = Text(
    zh="持有{codes}资质,而知识产权登记为0项",
    en="holds {codes}, but no right is registered under intellectual property",
)
_PLEDGED = Text(
    zh="登记有{count:.0f}项知识产权质押,而申报的已质押比例为0",
    en="{count:.0f} IP pledges are registered, but the share pledged is stated as 0",
)
_PLEDGED_FOR_DEBT = Text(
    zh="债务明细中有{part}元以知识产权质押,而申报的已质押比例为0",
    en="{part} of the debts is secured by IP, but the share pledged is stated as 0",
)
_ARREARS = Text(
    zh="近三年有{count:.0f}条欠税公告,而税务记录欠税为0,请确认是否已缴清",
    en="{count:.0f} notices of tax arrears in 3 years, but no arrears stated: check they are paid",
)
_MORTGAGED = Text(
    zh="已抵押房产价值{part}元高于自有房产价值{whole}元",
    en="property mortgaged {part} exceeds property owned {whole}",
)
_OLD_DEBTS = Text(
    zh="{day}前发放、现余额合计{debts}元的银行借款,多于当日资产负债表借款{loans}元",
    en="bank loans drawn by {day} with {debts} still owed exceed the {loans} of loans on the "
    "balance sheet of that day",
)
_NO_DEBTS = Text(
    zh="资产负债表借款{loans}元({day}),而债务明细只有{debts}元",
    en="loans of {loans} on the balance sheet of {day}, but debts of {debts} listed",
)
_CAPITAL = Text(
    zh="工商登记实缴资本{registered}元与资产负债表实收资本{stated}元不一致",
    en="paid-in capital {registered} in the registry against {stated} on the balance sheet",
)
_PAID_IN = Text(
    zh="实缴资本{paid}元高于注册资本{registered}元",
    en="paid-in capital {paid} exceeds the registered capital {registered}",
)
_RIGHT_LABELS = {
    "class1_self_developed": ("ip_class1", Text(zh="自主研发I类", en="self-developed Class I")),
    "class1_main_product": ("ip_class1", Text(zh="主要产品I类", en="main-product Class I")),
    "class2_main_product": ("ip_class2", Text(zh="主要产品II类", en="main-product Class II")),
}


def standing_findings(firm: Firm, facts: Facts, on: date) -> Iterator[Finding]:
    """Contradictions between sections about what the firm is, has and owes."""
    yield from _people(facts)
    yield from _research(firm, facts, on)
    yield from _rights(facts)
    yield from _registers(facts)
    latest = _latest(firm, on)
    if latest is not None:
        yield from _debts(firm, latest, facts, on)
        yield from _capital(firm, latest, on)
    yield from _registered(firm, on)


def _people(facts: Facts) -> Iterator[Finding]:
    insured, headcount = facts["insured_headcount"], facts["headcount"]
    if insured > headcount or insured < LEAST_INSURED_SHARE * headcount:
        yield finding("INSURED_AGAINST_HEADCOUNT", "warning", "firm.people.insured_headcount",
                      _INSURED, insured=insured, headcount=headcount)  # fmt: skip
    fund = facts["housing_fund_headcount"]
    if fund > MOST_FUND_SHARE * insured or fund < LEAST_FUND_SHARE * insured:
        yield finding("FUND_AGAINST_INSURED", "notice", "firm.people.housing_fund_headcount",
                      _FUND, fund=fund, insured=insured)  # fmt: skip
    payroll = facts["payroll_12m"]
    mean = payroll / headcount if headcount > 0 else LEAST_PAY
    if payroll > 0 and not LEAST_PAY <= mean <= MOST_PAY:
        yield finding("PAY_PER_HEAD", "notice", "firm.people.payroll_12m", _PAY,
                      payroll=yuan(payroll), headcount=headcount, mean=f"{mean:,.0f}")  # fmt: skip


def _research(firm: Firm, facts: Facts, on: date) -> Iterator[Finding]:
    stated, declared = facts["rnd_expense"], facts["declared_rnd_expense"]
    latest = _latest(firm, on)
    if latest is not None and firm.research is not None and _is_last_year(latest, firm, on):
        larger = max(stated, declared)
        if larger >= LEAST_RND and abs(stated - declared) > MOST_RND_GAP * larger:
            yield finding(
                "RND_AGAINST_DECLARED", "warning", "firm.research.declared_rnd_expense", _RND,
                stated=yuan(stated), declared=yuan(declared), gap=abs(stated - declared) / larger,
            )  # fmt: skip
    if facts["rnd_staff"] == 0 and facts["rnd_recognised"] >= LEAST_RND:
        yield finding("RND_WITHOUT_STAFF", "warning", "firm.people.rnd_staff", _NO_STAFF,
                      rnd=yuan(facts["rnd_recognised"]))  # fmt: skip
    part, whole = facts["high_tech_revenue"], facts["revenue"]
    if part > whole * (1 + ROUNDING):
        yield finding("HIGH_TECH_ABOVE_REVENUE", "warning", "firm.main_business.high_tech_revenue",
                      _HIGH_TECH, part=yuan(part), whole=yuan(whole))  # fmt: skip


def _is_last_year(latest: Statement, firm: Firm, on: date) -> bool:
    """Whether the ledger's last fiscal year is the year of the latest accounts."""
    if firm.research is None or not is_known(firm.research, on):
        return False
    return latest.fiscal_year_end.year == firm.research.observed_on.year - 1


def _rights(facts: Facts) -> Iterator[Finding]:
    for name, (total, label) in _RIGHT_LABELS.items():
        if facts[name] > facts[total]:
            yield finding("RIGHTS_ABOVE_TOTAL", "warning", f"firm.intellectual_property.{name}",
                          _RIGHTS, part=facts[name], label=label, whole=facts[total])  # fmt: skip
    held = [code for code in QUALIFIED_BY_RIGHTS if facts[f"holds_{code}"] == YES]
    if held and facts["ip_class1"] == 0 and facts["ip_class2"] == 0:
        yield finding("QUALIFIED_WITHOUT_RIGHTS", "warning", "firm.intellectual_property",
                      _UNFOUNDED, codes=", ".join(held))  # fmt: skip


def _registers(facts: Facts) -> Iterator[Finding]:
    if facts["ip_pledges_open"] > 0 and facts["pledged_patent_share"] == 0:
        yield finding("PLEDGE_NOT_STATED", "warning", "firm.intellectual_property.pledged_share",
                      _PLEDGED, count=facts["ip_pledges_open"])  # fmt: skip
    if facts["debt_on_patents"] > 0 and facts["pledged_patent_share"] == 0:
        yield finding("PLEDGE_OF_DEBT_NOT_STATED", "warning",
                      "firm.intellectual_property.pledged_share", _PLEDGED_FOR_DEBT,
                      part=yuan(facts["debt_on_patents"]))  # fmt: skip
    if facts["tax_arrears_notices_3y"] > 0 and facts["tax_arrears"] == 0:
        yield finding("ARREARS_AGAINST_NOTICES", "notice", "firm.tax.arrears", _ARREARS,
                      count=facts["tax_arrears_notices_3y"])  # fmt: skip
    owned, mortgaged = facts["real_estate_owned"], facts["real_estate_mortgaged"]
    if mortgaged > owned:
        yield finding("MORTGAGED_ABOVE_OWNED", "warning", "firm.real_estate.mortgaged_value",
                      _MORTGAGED, part=yuan(mortgaged), whole=yuan(owned))  # fmt: skip


def _latest(firm: Firm, on: date) -> Statement | None:
    if firm.statements is None or not is_known(firm.statements, on):
        return None
    ended = [year for year in firm.statements.years if year.fiscal_year_end <= on]
    return max(ended, key=lambda year: year.fiscal_year_end, default=None)


def _loans(year: Statement) -> Decimal | None:
    if year.short_term_loans is None or year.long_term_loans is None:
        return None
    return year.short_term_loans + year.long_term_loans + (year.non_current_liabilities_due or 0)


def _debts(firm: Firm, latest: Statement, facts: Facts, on: date) -> Iterator[Finding]:
    loans, day = _loans(latest), latest.fiscal_year_end
    if firm.debts is None or not is_known(firm.debts, on) or loans is None:
        return
    old = [debt.balance for debt in firm.debts.debts
           if debt.kind == "bank_loan" and debt.drawn_on <= day]  # fmt: skip
    owed = sum(old, Decimal(0))
    if owed > loans * MOST_DEBT_GAP:
        yield finding("DEBT_NOT_ON_BALANCE_SHEET", "warning", "firm.debts.debts", _OLD_DEBTS,
                      day=day, debts=yuan(owed), loans=yuan(loans))  # fmt: skip
    soon = (firm.debts.observed_on - day).days <= SAME_TIME_DAYS
    if soon and facts["bank_debt"] < MOST_DEBT_REPAID * float(loans):
        yield finding("LOANS_NOT_AMONG_DEBTS", "notice", "firm.debts.debts", _NO_DEBTS,
                      day=day, loans=yuan(loans), debts=yuan(facts["bank_debt"]))  # fmt: skip


def _capital(firm: Firm, latest: Statement, on: date) -> Iterator[Finding]:
    """Capital paid in since the accounts explains a larger figure in the registry."""
    if firm.registration is None or not is_known(firm.registration, on):
        return
    paid, stated = firm.registration.paid_in_capital, latest.paid_in_capital
    if paid is None or stated is None or not differ(paid, stated):
        return
    yield finding(
        "CAPITAL_AGAINST_REGISTRY", "warning" if paid < stated else "notice",
        "firm.registration.paid_in_capital", _CAPITAL, registered=yuan(paid), stated=yuan(stated),
    )  # fmt: skip


def _registered(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.registration is None or not is_known(firm.registration, on):
        return
    paid, registered = firm.registration.paid_in_capital, firm.registration.registered_capital
    if paid is not None and registered is not None and paid > registered:
        yield finding("PAID_ABOVE_REGISTERED", "warning", "firm.registration.paid_in_capital",
                      _PAID_IN, paid=yuan(paid), registered=yuan(registered))  # fmt: skip
