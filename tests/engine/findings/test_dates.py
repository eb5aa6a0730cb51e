"""Are stale, later, expired and impossible dates said?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import ON, a_firm, a_section, a_statement, with_statements
from tests.engine.findings.samples import codes, found, the_one

REGISTERED = {"founded_on": date(2020, 1, 1), "city": "杭州市", "industry_code": "I6513"}
SECTIONS = {"judicial": {"events": ()}, "debts": {"debts": ()}, "tax": {"grade": "A"},
            "people": {"headcount": 1}, "orders": {"orders": ()}}  # fmt: skip


def test_an_empty_record_has_nothing_to_find():
    assert codes(a_firm()) == []


@pytest.mark.parametrize(
    ("section", "limit"),
    [("judicial", 90), ("debts", 90), ("tax", 180), ("people", 365), ("orders", 365)],
)
def test_each_section_goes_stale_after_its_own_time(section, limit):
    def aged(days):
        observed = ON - timedelta(days)
        return a_firm(**{section: a_section(**SECTIONS[section]) | {"observed_on": observed}})

    assert codes(aged(limit)) == []
    assert codes(aged(limit + 1)) == ["STALE"]
    assert f"超过{limit}天" in found(aged(limit + 1))[0].sentence.zh


def test_a_section_observed_later_is_said_to_be_unused():
    later = a_firm(people=a_section(headcount=1, insured_headcount=9, observed_on=date(2026, 7, 1)))
    finding = the_one(later)
    assert (finding.code, finding.field) == ("OBSERVED_LATER", "firm.people.observed_on")


def test_accounts_over_eighteen_months_old_are_a_warning():
    assert codes(with_statements(a_statement(2024))) == []
    finding = the_one(with_statements(a_statement(2023)))
    assert (finding.code, finding.severity) == ("OLD_ACCOUNTS", "warning")


@pytest.mark.parametrize(
    ("audited", "revenue", "expected"),
    [(False, 100_000_000, ["NOT_AUDITED"]), (False, 99_999_999, []), (True, 10**9, []),
     (None, 10**9, [])],
)  # fmt: skip
def test_large_accounts_that_nobody_audited_are_a_notice(audited, revenue, expected):
    year = a_statement(revenue=revenue).model_copy(update={"audited": audited})
    assert codes(with_statements(year)) == expected


def holding(*held):
    return a_firm(qualifications=a_section(held=held))


EXPIRED = {"code": "HNTE", "valid_from": date(2022, 1, 1), "valid_to": date(2026, 6, 29)}


def test_an_expired_certificate_is_a_notice_unless_renewed():
    finding = the_one(holding(EXPIRED))
    assert (finding.code, finding.severity) == ("CERTIFICATE_EXPIRED", "notice")
    assert finding.sentence.zh == "高新技术企业证书已于2026-06-29到期,未见新证书"
    renewed = {"code": "HNTE", "valid_from": ON, "valid_to": date(2029, 6, 29)}
    assert codes(holding(EXPIRED, renewed)) == []
    assert codes(holding(EXPIRED | {"valid_to": ON})) == []


def test_a_certificate_that_ends_before_it_begins_is_a_warning():
    assert codes(holding(EXPIRED | {"valid_to": date(2021, 1, 1)})) == ["CERTIFICATE_TERM"]


def test_a_month_stated_twice_is_a_warning():
    months = ({"month": "2026-01", "persons": 3}, {"month": "2026-01", "persons": 4})
    assert codes(a_firm(people=a_section(headcount=4, insured_months=months))) == ["MONTH_TWICE"]


def test_what_happened_before_the_founding_is_a_warning():
    def raised(day):
        rounds = ({"kind": "seed", "closed_on": day, "amount": Decimal(1)},)
        return a_firm(registration=a_section(**REGISTERED), equity=a_section(rounds=rounds))

    assert codes(raised(date(2020, 1, 1))) == []
    finding = the_one(raised(date(2019, 12, 31)))
    assert (finding.code, finding.field) == ("BEFORE_FOUNDING", "firm.equity.rounds.0.closed_on")
