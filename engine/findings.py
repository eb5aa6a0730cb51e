"""Do the data agree with themselves and with each other? Found, said, never repaired."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.facts.definition import DAYS_PER_YEAR
from engine.firm import Firm, Statement, sections_of
from engine.text import Text

Severity = Literal["notice", "warning", "serious"]
ONE_YUAN = Decimal(1)
TOLERANCE = Decimal("0.001")
LEAST_INSURED_SHARE = 0.5
MOST_SALES_GAP = 0.3
STALE_DAYS = DAYS_PER_YEAR
STALE_STATEMENT_DAYS = 1.5 * DAYS_PER_YEAR


class Finding(BaseModel):
    """One thing in the data that a person should look at."""

    model_config = ConfigDict(frozen=True)

    code: str
    severity: Severity
    field: str
    sentence: Text


_UNBALANCED = Text(
    zh="{year}年度资产总计{assets}元不等于负债与权益之和{claims}元",
    en="{year}: total assets {assets} do not equal liabilities plus equity {claims}",
)
_PARTS = Text(
    zh="{year}年度流动资产{part}元大于资产总计{whole}元",
    en="{year}: current assets {part} exceed total assets {whole}",
)
_INSURED = Text(
    zh="参保{insured}人,从业{headcount}人,相差较大",
    en="{insured} insured against a headcount of {headcount}",
)
_SALES = Text(
    zh="近12个月开票收入{invoiced:,.0f}元与营业收入{revenue:,.0f}元相差{gap:.0%}",
    en="invoiced sales of 12 months {invoiced:,.0f} against revenue {revenue:,.0f}: {gap:.0%} off",
)
_STALE = Text(
    zh="数据日期为{day},距评估日已超过一年", en="observed on {day}, over a year before assessment"
)
_OLD_ACCOUNTS = Text(
    zh="最近报表截止{day},距评估日已超过18个月",
    en="the latest accounts end on {day}, over 18 months before assessment",
)
_LATER = Text(
    zh="数据日期{day}晚于评估日,未予采用", en="observed on {day}, after the day assessed: not used"
)


def findings_of(firm: Firm, facts: dict[str, float], on: date) -> tuple[Finding, ...]:
    """Everything found in the record as known on `on`, in the order of its sections."""
    return (
        *_dates(firm, on),
        *_accounts(firm, on),
        *_people(facts),
        *_sales(facts),
    )


def _dates(firm: Firm, on: date) -> Iterator[Finding]:
    for name, section in sections_of(firm).items():
        if section is None:
            continue
        age = (on - section.observed_on).days
        path = f"firm.{name}.observed_on"
        if age < 0:
            yield Finding(
                code="OBSERVED_LATER", severity="warning", field=path,
                sentence=_LATER.filled(day=section.observed_on),
            )  # fmt: skip
        elif age > STALE_DAYS:
            yield Finding(
                code="STALE", severity="notice", field=path,
                sentence=_STALE.filled(day=section.observed_on),
            )  # fmt: skip


def _accounts(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.statements is None:
        return
    known = [year for year in firm.statements.years if year.fiscal_year_end <= on]
    for place, year in enumerate(firm.statements.years):
        yield from _identities(year, f"firm.statements.years.{place}")
    last = max((year.fiscal_year_end for year in known), default=None)
    if last and (on - last).days > STALE_STATEMENT_DAYS:
        yield Finding(
            code="OLD_ACCOUNTS", severity="warning", field="firm.statements.years",
            sentence=_OLD_ACCOUNTS.filled(day=last),
        )  # fmt: skip


def _identities(year: Statement, path: str) -> Iterator[Finding]:
    label, assets = year.fiscal_year_end.year, year.total_assets
    if assets is None:
        return
    if year.total_liabilities is not None and year.total_equity is not None:
        claims = year.total_liabilities + year.total_equity
        if abs(assets - claims) > max(ONE_YUAN, TOLERANCE * assets):
            yield Finding(
                code="UNBALANCED", severity="serious", field=f"{path}.total_assets",
                sentence=_UNBALANCED.filled(year=label, assets=assets, claims=claims),
            )  # fmt: skip
    if year.current_assets is not None and year.current_assets > assets + ONE_YUAN:
        yield Finding(
            code="PART_ABOVE_WHOLE", severity="serious", field=f"{path}.current_assets",
            sentence=_PARTS.filled(year=label, part=year.current_assets, whole=assets),
        )  # fmt: skip


def _people(facts: dict[str, float]) -> Iterator[Finding]:
    insured, headcount = facts["insured_headcount"], facts["headcount"]
    if insured > headcount or insured < LEAST_INSURED_SHARE * headcount:
        yield Finding(
            code="INSURED_AGAINST_HEADCOUNT", severity="warning",
            field="firm.people.insured_headcount",
            sentence=_INSURED.filled(insured=f"{insured:.0f}", headcount=f"{headcount:.0f}"),
        )  # fmt: skip


def _sales(facts: dict[str, float]) -> Iterator[Finding]:
    invoiced, revenue = facts["invoiced_sales_12m"], facts["revenue"]
    if not revenue > 0:
        return
    gap = abs(invoiced - revenue) / revenue
    if gap > MOST_SALES_GAP:
        yield Finding(
            code="INVOICED_AGAINST_REVENUE", severity="warning", field="firm.invoices.months",
            sentence=_SALES.filled(invoiced=invoiced, revenue=revenue, gap=gap),
        )  # fmt: skip
