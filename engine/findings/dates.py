"""Are the data of a date that fits the day, and do their dates make sense?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.facts.definition import DAYS_PER_YEAR
from engine.facts.standing import QUALIFICATION_LABELS
from engine.findings.finding import Finding, finding, is_known, yuan
from engine.firm import Firm, Qualification, Section, sections_of
from engine.text import Text

# House limits: after how many days a section is stale; a year where none is named.
STALE_DAYS: Mapping[str, float] = {
    "judicial": 90,
    "invoices": 60,
    "debts": 90,
    "tax": 180,
    "statements": 1.5 * DAYS_PER_YEAR,
}
OTHERS_STALE_DAYS = DAYS_PER_YEAR
STALE_STATEMENT_DAYS = 1.5 * DAYS_PER_YEAR
LARGE_UNAUDITED = 100_000_000

_STALE = Text(
    zh="数据日期为{day},距评估日{age}天,超过{limit:.0f}天",
    en="observed on {day}, {age} days before assessment, more than {limit:.0f}",
)
_LATER = Text(
    zh="数据日期{day}晚于评估日,未予采用", en="observed on {day}, after the day assessed: not used"
)
_OLD_ACCOUNTS = Text(
    zh="最近报表截止{day},距评估日已超过18个月",
    en="the latest accounts end on {day}, over 18 months before assessment",
)
_NOT_AUDITED = Text(
    zh="{year}年度报表未经审计,而{label}达{amount}元",
    en="the accounts of {year} are not audited although {label} are {amount}",
)
_LABELS = {"revenue": Text(zh="营业收入", en="revenues"),
           "total_assets": Text(zh="资产总计", en="total assets")}  # fmt: skip
_EXPIRED = Text(
    zh="{name}证书已于{day}到期,未见新证书",
    en="the certificate of {name} expired on {day} and no newer one is stated",
)
_TERM = Text(
    zh="{name}证书有效期止{to}早于有效期起{since}",
    en="the certificate of {name} ends on {to}, before it begins on {since}",
)
_TWICE = Text(zh="月份{months}重复出现", en="months stated twice: {months}")
_BEFORE_FOUNDING = Text(
    zh="日期{day}早于企业成立日期{founded}", en="{day} lies before the founding on {founded}"
)


def date_findings(firm: Firm, on: date) -> Iterator[Finding]:
    """Sections too old or too new, accounts too old, certificates expired, impossible dates."""
    for name, section in sections_of(firm).items():
        if section is not None:
            yield from _age(name, section, on)
    yield from _accounts(firm, on)
    yield from _certificates(firm, on)
    yield from _months(firm, on)
    yield from _founding(firm, on)


def _age(name: str, section: Section, on: date) -> Iterator[Finding]:
    age, path = (on - section.observed_on).days, f"firm.{name}.observed_on"
    limit = STALE_DAYS.get(name, OTHERS_STALE_DAYS)
    if age < 0:
        yield finding("OBSERVED_LATER", "warning", path, _LATER, day=section.observed_on)
    elif age > limit:
        yield finding(
            "STALE", "notice", path, _STALE, day=section.observed_on, age=age, limit=limit
        )


def _accounts(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.statements is None or not is_known(firm.statements, on):
        return
    ended = [(year.fiscal_year_end, place) for place, year in enumerate(firm.statements.years)
             if year.fiscal_year_end <= on]  # fmt: skip
    if not ended:
        return
    last, place = max(ended)
    if (on - last).days > STALE_STATEMENT_DAYS:
        yield finding("OLD_ACCOUNTS", "warning", "firm.statements.years", _OLD_ACCOUNTS, day=last)
    latest = firm.statements.years[place]
    large = [name for name in _LABELS if (getattr(latest, name) or 0) >= LARGE_UNAUDITED]
    if latest.audited is False and large:
        yield finding(
            "NOT_AUDITED", "notice", f"firm.statements.years.{place}.audited", _NOT_AUDITED,
            year=last.year, label=_LABELS[large[0]], amount=yuan(getattr(latest, large[0])),
        )  # fmt: skip


def _certificates(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.qualifications is None or not is_known(firm.qualifications, on):
        return
    held = firm.qualifications.held
    for place, each in enumerate(held):
        path, (zh, en) = (
            f"firm.qualifications.held.{place}.valid_to",
            QUALIFICATION_LABELS[each.code],
        )
        name = Text(zh=zh, en=en)
        if each.valid_to is not None and each.valid_to < each.valid_from:
            yield finding("CERTIFICATE_TERM", "warning", path, _TERM, name=name,
                          since=each.valid_from, to=each.valid_to)  # fmt: skip
        elif each.valid_to is not None and each.valid_to < on and not _renewed(each, held):
            yield finding("CERTIFICATE_EXPIRED", "notice", path, _EXPIRED, name=name,
                          day=each.valid_to)  # fmt: skip


def _renewed(old: Qualification, held: Iterable[Qualification]) -> bool:
    """Whether another certificate of the same recognition runs longer."""
    if old.valid_to is None:
        return False
    ends = [each.valid_to for each in held if each.code == old.code]
    return any(end is None or end > old.valid_to for end in ends)


def _months(firm: Firm, on: date) -> Iterator[Finding]:
    stated: list[tuple[str, Section | None, Iterable[str]]] = [
        ("invoices.months", firm.invoices, [m.month for m in firm.invoices.months]
         if firm.invoices else []),
        ("utilities.months", firm.utilities, [m.month for m in firm.utilities.months]
         if firm.utilities else []),
        ("people.insured_months", firm.people, [m.month for m in firm.people.insured_months or ()]
         if firm.people else []),
    ]  # fmt: skip
    for path, section, months in stated:
        twice = sorted(month for month, times in Counter(months).items() if times > 1)
        if twice and is_known(section, on):
            yield finding("MONTH_TWICE", "warning", f"firm.{path}", _TWICE, months=", ".join(twice))


def _founding(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.registration is None or not is_known(firm.registration, on):
        return
    founded = firm.registration.founded_on
    days: list[tuple[str, date]] = []
    if firm.equity and is_known(firm.equity, on):
        days += [(f"equity.rounds.{n}.closed_on", each.closed_on)
                 for n, each in enumerate(firm.equity.rounds)]  # fmt: skip
    if firm.debts and is_known(firm.debts, on):
        days += [(f"debts.debts.{n}.drawn_on", each.drawn_on)
                 for n, each in enumerate(firm.debts.debts)]  # fmt: skip
    if firm.qualifications and is_known(firm.qualifications, on):
        days += [(f"qualifications.held.{n}.valid_from", each.valid_from)
                 for n, each in enumerate(firm.qualifications.held)]  # fmt: skip
    if firm.orders and is_known(firm.orders, on):
        days += [(f"orders.orders.{n}.signed_on", each.signed_on)
                 for n, each in enumerate(firm.orders.orders)]  # fmt: skip
    for path, day in days:
        if day < founded:
            yield finding(
                "BEFORE_FOUNDING", "warning", f"firm.{path}", _BEFORE_FOUNDING, day=day,
                founded=founded,
            )  # fmt: skip
