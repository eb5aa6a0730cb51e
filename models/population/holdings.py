"""How do drawn rights, research, rounds and premises become sections of a record?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import compress
from typing import get_args

from engine.firm import (
    Equity,
    IntellectualProperty,
    Qualification,
    Qualifications,
    RealEstate,
    Research,
    Round,
)
from engine.firm.innovation import RoundKind
from models.population.build import built
from models.population.row import Row, share, yuan
from models.population.standing import QUALIFICATIONS

_ROUNDS: tuple[str, ...] = get_args(RoundKind)
_VALID_DAYS = 3 * 365
_CERTIFICATE = "SIM-{code}-{number:07d}"
_UNDATED = "ZJKX"  # not dated on the list
_UNNUMBERED = 16  # one certificate in so many has no number


def intellectual_property(row: Row, _on: date) -> IntellectualProperty:
    """Rights in force, appraised for some firms that hold patents."""
    pledged = row["pledged"]
    return built(
        IntellectualProperty,
        **row.heading("ip_office"),
        invention_patents=row["patents"],
        other_class1=row["other_class1"],
        utility_models=row["utility_models"],
        designs=row["designs"],
        software_copyrights=row["software"],
        invention_filings_12m=row["filings"],
        pct_filings_12m=row["pct_filings"],
        class1_self_developed=row["class1_own"],
        class1_main_product=row["class1_main"],
        class2_main_product=row["class2_main"],
        appraised_value=yuan(row["appraised"]),
        pledged_share=share(pledged) if pledged >= 0 else None,
        in_first_set_catalogue=row["first_set"],
    )


def research(row: Row, _on: date) -> Research:
    """Projects, equipment and technology contracts."""
    return built(
        Research,
        **row.heading("self_declared"),
        projects_running=row["projects"],
        national_project=row["national"],
        equipment_value=Decimal(row["equipment"]),
        technology_contracts_12m=Decimal(row["contracts"]),
        provincial_projects=row["provincial_projects"],
        provincial_platforms=row["provincial_platforms"],
        provincial_awards=row["provincial_awards"],
        national_award_5y=row["national_award"],
        standards_led_5y=row["standards"],
        converted_results_3y=row["converted"],
        declared_rnd_expense=yuan(row["declared_rnd"]),
        rnd_domestic_share=share(row["domestic_rnd"]),
    )


def qualifications(row: Row, on: date) -> Qualifications:
    """What is held, each for three years."""
    return built(Qualifications, **row.heading("bureau"), held=tuple(_held(row, on)))


def _held(row: Row, on: date) -> Iterator[Qualification]:
    columns = zip(QUALIFICATIONS, row["held"], row["held_days"], strict=True)
    for code, held, days in columns:
        if held:
            start = row.day(days, on)
            yield built(
                Qualification,
                code=code,
                valid_from=start,
                valid_to=None if code == _UNDATED else start + timedelta(days=_VALID_DAYS),
                certificate=_CERTIFICATE.format(code=code, number=row["number"])
                if days % _UNNUMBERED
                else None,
            )


def equity(row: Row, on: date) -> Equity:
    """Rounds so far, the first one first."""
    columns = zip(
        row["round_closed"],
        row["round_amount"],
        row["round_value"],
        row["round_qualified"],
        row["round_valued"],
        strict=True,
    )
    rounds = sorted(compress(columns, row["round_exists"]))
    first_kind = 0 if row["segment"] == 0 else 1 + row["segment"] // 2
    seen = row["fetched"]["observed_on"].toordinal()
    return built(
        Equity,
        **row.heading("fund"),
        rounds=tuple(
            built(
                Round,
                kind=_ROUNDS[first_kind + place],
                closed_on=date.fromordinal(day),
                amount=Decimal(amount),
                post_money=Decimal(value) if valued else None,
                qualified_investor=qualified if valued else None,
            )
            for place, (day, amount, value, qualified, valued) in enumerate(rounds)
            if day <= seen
        ),
        founder_share=share(row["founder_share"]),
    )


def real_estate(row: Row, _on: date) -> RealEstate:
    """Premises owned and mortgaged."""
    return built(
        RealEstate,
        **row.heading("platform"),
        owned_value=Decimal(row["owned_value"]),
        mortgaged_value=Decimal(row["mortgaged_value"]),
        owned_area_m2=row["owned_area"],
        rented=row["rented"],
    )
