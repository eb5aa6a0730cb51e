"""How do drawn loans and register entries become sections of a record?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from engine.firm import Debt, Debts, Judicial, JudicialEvent
from models.population.build import built
from models.population.details import EVENT_KINDS, SECURITIES
from models.population.row import Row, share

_SHORT, _LONG = 365, 3 * 365
_PAUSE_DAYS = 15
_LENDER = "模拟银行{number}"
_OWNER = "模拟股东"
_OWNER_LENT_DAYS = 400
_WITHOUT_AMOUNT = frozenset(
    {"abnormal_operation", "spending_restriction", "serious_violation", "major_incident",
     "bankruptcy", "research_dishonesty"}
)  # fmt: skip
_MAY_CLOSE = frozenset(
    {"defendant", "penalty", "abnormal_operation", "major_incident", "defendant_ip",
     "tax_arrears_notice", "equity_pledge", "movables_charge"}
)  # fmt: skip
_EVERY = 3  # entry of a kind that may close is closed


def debts(row: Row, on: date) -> Debts:
    """Bank loans outstanding, the first one with any arrears, and what owners lent."""
    return built(
        Debts,
        **row.heading("bank"),
        debts=(*_loans(row, on), *_owner_loans(row, on)),
        affiliates_guaranteed_balance=Decimal(row["affiliates"]),
    )


def _loans(row: Row, on: date) -> Iterator[Debt]:
    late = row["days_late"]
    knows_lender, knows_due, knows_rate, knows_guarantee, knows_late = row["loan_known"]
    columns = zip(
        row["loan_balance"],
        row["loan_days"],
        row["loan_rate"],
        row["guaranteed"],
        row["security"],
        row["lender"],
        strict=True,
    )
    for place, (balance, days, rate, guaranteed, security, lender) in enumerate(columns):
        if balance == 0:
            continue
        drawn = row.day(days, on)
        term = timedelta(days=_LONG if place else _SHORT)
        yield built(
            Debt,
            kind="bank_loan",
            lender=_LENDER.format(number=lender) if knows_lender else None,
            drawn_on=drawn,
            due_on=drawn + term if knows_due else None,
            balance=Decimal(balance),
            rate_annual=share(rate) if knows_rate else None,
            government_guaranteed=guaranteed if knows_guarantee else None,
            days_past_due=late if knows_late else None,
            security="guarantee" if guaranteed else SECURITIES[security],
        )
        late = 0


def _owner_loans(row: Row, on: date) -> Iterator[Debt]:
    if row["owner_loan"]:
        yield built(
            Debt,
            kind="owner_loan",
            lender=_OWNER,
            drawn_on=row.day(_OWNER_LENT_DAYS, on),
            balance=Decimal(row["owner_loan"]),
            government_guaranteed=False,
            days_past_due=0,
        )


def judicial(row: Row, on: date) -> Judicial:
    """Entries of public registers, each a fortnight before the one ahead of it."""
    return built(Judicial, **row.heading("court"), events=tuple(_events(row, on)))


def _events(row: Row, on: date) -> Iterator[JudicialEvent]:
    place = 0
    for kind, count in zip(EVENT_KINDS, row["entries"], strict=True):
        for _ in range(count):
            opened = row.day(row["entry_days"] + _PAUSE_DAYS * place, on)
            closes = kind in _MAY_CLOSE and (row["entry_days"] + place) % _EVERY == 0
            yield built(
                JudicialEvent,
                kind=kind,
                opened_on=opened,
                closed_on=_between(opened, row["fetched"]["observed_on"]) if closes else None,
                amount=None if kind in _WITHOUT_AMOUNT else Decimal(row["entry_amount"]),
            )
            place += 1


def _between(opened: date, seen: date) -> date:
    return opened + max(seen - opened, timedelta()) // 2
