"""How do drawn rights, rounds, debts, entries and orders become sections of a record?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from engine.firm import (
    Debt,
    Debts,
    Equity,
    IntellectualProperty,
    Judicial,
    JudicialEvent,
    Order,
    Orders,
    Qualification,
    Qualifications,
    Research,
    Round,
)
from engine.firm.innovation import RoundKind
from models.population.build import built
from models.population.row import Row, share, yuan
from models.population.standing import QUALIFICATIONS

_ROUNDS: tuple[str, ...] = get_args(RoundKind)
_VALID_DAYS = 3 * 365
_SHORT, _LONG = 365, 3 * 365
_PAUSE_DAYS = 15


def intellectual_property(row: Row, on: date) -> IntellectualProperty:
    """Rights in force, appraised for some firms that hold patents."""
    pledged = row["pledged"]
    return built(
        IntellectualProperty,
        source="ip_office",
        observed_on=row.observed(on),
        invention_patents=row["patents"],
        other_class1=0,
        utility_models=row["utility_models"],
        designs=row["designs"],
        software_copyrights=row["software"],
        invention_filings_12m=row["filings"],
        appraised_value=yuan(row["appraised"]),
        pledged_share=share(pledged) if pledged >= 0 else None,
        in_first_set_catalogue=row["first_set"],
    )


def research(row: Row, on: date) -> Research:
    """Projects, equipment and technology contracts."""
    return built(
        Research,
        source="self_declared",
        observed_on=row.observed(on),
        projects_running=row["projects"],
        national_project=row["national"],
        equipment_value=Decimal(row["equipment"]),
        technology_contracts_12m=Decimal(row["contracts"]),
    )


def qualifications(row: Row, on: date) -> Qualifications:
    """What is held, each for three years."""
    return built(
        Qualifications, source="bureau", observed_on=row.observed(on), held=tuple(_held(row, on))
    )


def _held(row: Row, on: date) -> Iterator[Qualification]:
    columns = zip(QUALIFICATIONS, row["held"], row["held_days"], strict=True)
    for code, held, days in columns:
        if held:
            start = row.day(days, on)
            yield built(
                Qualification,
                code=code,
                valid_from=start,
                valid_to=start + timedelta(days=_VALID_DAYS),
                certificate=None,
            )


def equity(row: Row, on: date) -> Equity:
    """Rounds so far, the first one first."""
    closed = [
        (date.fromordinal(day), amount, value)
        for exists, day, amount, value in zip(
            row["round_exists"],
            row["round_closed"],
            row["round_amount"],
            row["round_value"],
            strict=True,
        )
        if exists
    ]
    first_kind = 0 if row["segment"] == 0 else 1 + row["segment"] // 2
    rounds = (
        built(
            Round,
            kind=_ROUNDS[first_kind + place],
            closed_on=day,
            amount=Decimal(amount),
            post_money=Decimal(value),
        )
        for place, (day, amount, value) in enumerate(sorted(closed))
    )
    return built(
        Equity,
        source="fund",
        observed_on=row.observed(on),
        rounds=tuple(each for each in rounds if each.closed_on <= row.observed(on)),
        founder_share=share(row["founder_share"]),
    )


def debts(row: Row, on: date) -> Debts:
    """Bank loans outstanding; the first one carries any arrears."""
    return built(
        Debts,
        source="bank",
        observed_on=row.observed(on),
        debts=tuple(_loans(row, on)),
        affiliates_guaranteed_balance=None,
    )


def _loans(row: Row, on: date) -> Iterator[Debt]:
    late = row["days_late"]
    columns = zip(
        row["loan_balance"], row["loan_days"], row["loan_rate"], row["guaranteed"], strict=True
    )
    for place, (balance, days, rate, guaranteed) in enumerate(columns):
        if balance == 0:
            continue
        drawn = row.day(days, on)
        yield built(
            Debt,
            kind="bank_loan",
            lender=None,
            drawn_on=drawn,
            due_on=drawn + timedelta(days=_LONG if place else _SHORT),
            balance=Decimal(balance),
            rate_annual=share(rate),
            government_guaranteed=guaranteed,
            days_past_due=late,
        )
        late = 0


def judicial(row: Row, on: date) -> Judicial:
    """Entries of public registers, each a fortnight before the one ahead of it."""
    kinds = (
        *("enforcement",) * row["enforcements"],
        *("dishonest_debtor",) * row["dishonest"],
        *("defendant",) * row["defendant"],
        *("penalty",) * row["penalties"],
        *("abnormal_operation",) * row["abnormal"],
    )
    events = (
        built(
            JudicialEvent,
            kind=kind,
            opened_on=row.day(row["entry_days"] + _PAUSE_DAYS * place, on),
            closed_on=None,
            amount=None if kind == "abnormal_operation" else Decimal(row["entry_amount"]),
        )
        for place, kind in enumerate(kinds)
    )
    return built(Judicial, source="court", observed_on=row.observed(on), events=tuple(events))


def orders(row: Row, on: date) -> Orders:
    """Open orders, what may be pledged, and contracts for compute."""
    columns = zip(
        row["order_exists"],
        row["order_amount"],
        row["order_invoiced"],
        row["order_days"],
        strict=True,
    )
    return built(
        Orders,
        source="self_declared",
        observed_on=row.observed(on),
        orders=tuple(
            built(
                Order,
                signed_on=row.day(days + 20, on),
                amount=Decimal(amount),
                invoiced=Decimal(invoiced),
                deliver_by=on + timedelta(days=6 * days),
            )
            for exists, amount, invoiced, days in columns
            if exists
        ),
        pledgeable_receivables=Decimal(row["pledgeable"]),
        compute_contracts_12m=Decimal(row["compute"]),
    )
