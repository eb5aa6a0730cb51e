import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import (
    CHANNELS,
    Catalogue,
    check_products,
    load_catalogue,
    read_catalogue,
)
from engine.catalogue.resolve import Resolver
from engine.catalogue.schema import schema_text
from engine.catalogue.series import Entry, FileNumber
from engine.catalogue.vocabulary import WORDS
from engine.catalogue.walk import series_in, stated_values
from engine.errors import CatalogueError
from tests.products.example import PRODUCT, RATES, changed, folder_with

PRODUCTS = Path(__file__).parents[2] / "products"
TODAY = date(2026, 3, 1)
FILES = read_catalogue(PRODUCTS)


def amount_on(folder: Path, day: date) -> Decimal | None:
    return load_catalogue(folder, day).product("loan-example").terms.value("amount_max_yuan")


def fault(folder: Path, product: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder_with(folder, product), TODAY)
    return str(caught.value)


def test_a_number_is_the_one_in_force_on_the_day(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    assert amount_on(folder, date(2025, 6, 30)) == 300_000
    assert amount_on(folder, date(2025, 7, 1)) == 500_000


def test_an_expired_product_stays_visible_with_its_last_terms(tmp_path: Path) -> None:
    product = load_catalogue(folder_with(tmp_path), date(2027, 5, 1)).product("loan-example")
    assert product.state == "expired"
    assert not product.is_countable
    assert product.terms.value("amount_max_yuan") == 500_000


def test_a_product_not_yet_valid_shows_its_first_terms(tmp_path: Path) -> None:
    product = load_catalogue(folder_with(tmp_path), date(2023, 5, 1)).product("loan-example")
    assert product.state == "not_yet"
    assert product.terms.value("amount_max_yuan") == 300_000


def test_a_renewed_product_is_expired_only_between_its_periods(tmp_path: Path) -> None:
    period = "valid_to: 2026-12-31, source: rules, status: official}"
    renewed = changed(
        period, period + "\n  - {valid_from: 2027-03-01, valid_to: null, source: rules, "
        "status: official}"
    )  # fmt: skip
    files = read_catalogue(folder_with(tmp_path, renewed))
    days = date(2026, 5, 1), date(2027, 2, 1), date(2027, 3, 1)
    assert [files.on(day).product("loan-example").state for day in days] == [
        "open", "expired", "open",
    ]  # fmt: skip


def test_a_rule_withdrawn_by_null_no_longer_applies(tmp_path: Path) -> None:
    withdrawn = changed(
        "{value: 5, source: rules, status: official}",
        "{value: 5, source: rules, status: official}\n"
        "        2025-01-01: {value: null, source: rules, status: official}",
    )
    rules = load_catalogue(folder_with(tmp_path, withdrawn), TODAY).product("loan-example").rules
    assert [rule.fact for rule in rules.all_of] == ["tax_grade"]


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("channel: loan", "channel: loan\nkind_of: x", "kind_of", "Extra inputs"),
        ("kind: unsecured", "kind: mortgage", "kind", "is no kind of loan"),
        ("fact: firm_age_years", "fact: shoe_size", "eligibility.all.0.fact", "unknown fact"),
        ("[A, B]", "[A, Z]", "eligibility.all.1.one_of.2024-01-01.value", "'Z' is no code"),
        ("value: 5, source: rules", "value: 5", "at_most.2024-01-01.source", "required"),
        ("value: 5, source: rules", "value: 5, source: rumour", ".source", "unknown source"),
        ("at_most:", "is_true:", "eligibility.all.0.is_true", "True"),
        ("amount_min_yuan: null\n  ", "", "terms.amount_min_yuan", "is missing"),
        ("  budget_year_yuan: null\n", "", "terms.budget_year_yuan", "is missing"),
        ("status: {state: open,", "status: {state: open, mood: good,", "status.mood", "Extra"),
        ("value: 5, source", "value: 5, valeu: 6, source", "at_most.2024-01-01.valeu", "Extra"),
        ("value: 5,", "", "at_most.2024-01-01.value", "required"),
        ("status: official}\n    - fact: tax", "status: sure}\n    - fact: tax",
         "at_most.2024-01-01.status", "should be"),
        ("    2024-01-01: {value: 300_000", "    soon: {value: 300_000", "terms.amount_max_yuan",
         "date"),
        ("read_on: 2025-01-01, ", "", "sources.rules.read_on", "required"),
        ("tenor_min_months: null", "tenor_min_months: 12", "terms.tenor_min_months", "dict"),
        ("value: 300_000", "value: true", "terms.amount_max_yuan.2024-01-01", "number"),
        ("valid_from: 2024-01-01", "valid_from: 2023-01-01", "terms.amount_max_yuan", "gap"),
        ("valid_to: 2026-12-31", "valid_to: 2023-12-31", "validity.0.valid_to", "before"),
        ("tenor_max_months: null", "grant_yuan: null\n  tenor_max_months: null",
         "terms.grant_yuan", "is no term of channel loan"),
        ("basis: lpr1y", "basis: fee_on_balance", "basis", "no basis of loan"),
        ("id: loan-example", "id: loan-other", "id", "is not the file's name"),
        ("channel: loan", "channel: service", "channel", "is not the folder"),
        ("processing_days", "attachments:\n  requires:\n    - 2024-01-01: "
         "{value: [gua-none], source: rules, status: official}\nprocessing_days",
         "attachments.requires.0.2024-01-01.value", "unknown product 'gua-none'"),
        ("processing_days", "limits:\n  - {text: {zh: 上限, en: cap}, sum: [{of: headcount, "
         "share: {2024-01-01: {value: 1, source: rules, status: official}}}]}\nprocessing_days",
         "limits.0.sum.0.of", "no known fact in yuan"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_naming_file_and_key(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    message = fault(tmp_path, changed(old, new))
    lines = [line for line in message.splitlines() if key in line and words in line]
    assert lines
    assert all(line.startswith("loan/loan-example.yaml: ") for line in lines)


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    message = fault(tmp_path, PRODUCT + "id: loan-example\n")
    assert "loan/loan-example.yaml: line" in message
    assert 'duplicate key "id"' in message


def test_a_key_written_twice_deep_inside_is_refused_too(tmp_path: Path) -> None:
    twice = changed("value: 5, source", "value: 5, value: 6, source")
    assert 'duplicate key "value"' in fault(tmp_path, twice)


def test_a_rule_needs_exactly_one_condition(tmp_path: Path) -> None:
    both = "is_true: {2024-01-01: {value: true, source: rules, status: official}}\n      at_most:"
    message = fault(tmp_path, changed("at_most:", both))
    assert "eligibility.all.0: Value error, needs exactly one of" in message


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    assert "loan/loan-example.yaml: (file):" in fault(tmp_path, "- a list\n")


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "loan/loan-example.yaml: line 1" in fault(tmp_path, "id: [unclosed")


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (folder_with(tmp_path) / "loan" / "loan-example.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(CatalogueError, match=r"loan/loan-example\.yaml: cannot be read"):
        load_catalogue(tmp_path, TODAY)


@pytest.mark.parametrize("trick", ["!!python/object/apply:os.getcwd []", "!!python/name:open"])
def test_a_file_that_asks_for_code_is_refused(tmp_path: Path, trick: str) -> None:
    assert "loan/loan-example.yaml: line" in fault(tmp_path, f"id: {trick}\n")


def test_missing_reference_rates_are_refused(tmp_path: Path) -> None:
    (folder_with(tmp_path) / "reference_rates.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"reference_rates\.yaml: cannot be read"):
        load_catalogue(tmp_path, TODAY)


def test_a_reference_rate_without_a_known_source_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "reference_rates.yaml").write_text(RATES.replace("source: lpr", "source: x"))
    with pytest.raises(CatalogueError, match=r"rates\.lpr1y\.2025-05-20\.source"):
        load_catalogue(folder, TODAY)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    two = changed("kind: unsecured", "kind: mortgage").replace("shoe", "").replace("[A, B]", "[Z]")
    assert len(fault(tmp_path, two).splitlines()) == 2


def test_the_hash_ignores_comments_and_order_but_not_content(tmp_path: Path) -> None:
    plain = read_catalogue(folder_with(tmp_path)).hash
    lines = changed("kind: unsecured\n", "").replace("id: loan", "# why\nkind: unsecured\nid: loan")
    assert read_catalogue(folder_with(tmp_path, lines)).hash == plain
    dearer = changed("value: 500_000", "value: 500_001")
    assert read_catalogue(folder_with(tmp_path, dearer)).hash != plain


def test_the_hash_is_the_same_for_every_day() -> None:
    assert FILES.on(TODAY).hash == FILES.on(date(2024, 2, 1)).hash


def test_the_rate_before_the_first_known_one_is_unknown() -> None:
    assert FILES.on(date(2025, 5, 19)).reference_rate("lpr1y") is None
    assert FILES.on(date(2025, 5, 20)).reference_rate("lpr1y") == Decimal("0.03")
    assert FILES.on(TODAY).reference_rate("lpr5y") == Decimal("0.035")


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(stated=st.dictionaries(DAYS, st.one_of(st.none(), st.integers(0, 9)), min_size=1), day=DAYS)
def test_the_latest_entry_up_to_the_day_is_in_force(
    stated: dict[date, int | None], day: date
) -> None:
    series = {
        since: Entry[FileNumber].model_validate(
            {"value": value, "source": "s", "status": "official"}
        )
        for since, value in stated.items()
    }
    number = Resolver(day, WORDS).number(series)
    past = [since for since in stated if since <= day]
    expected = stated[max(past)] if past else None
    assert (None if number is None else number.value) == expected


# ---- the products on file


def test_44_products_and_8_services_cover_all_channels() -> None:
    catalogue = FILES.on(TODAY)
    counts = {channel: len(catalogue.of_channel(channel)) for channel in CHANNELS}
    assert counts == {
        "invest": 7, "loan": 11, "subsidy": 13, "guarantee": 5, "insurance": 8, "service": 8,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(FILES.products))
def test_every_value_has_a_date_a_source_and_a_status(name: str) -> None:
    product = FILES.products[name]
    placed = list(stated_values(product))
    assert placed
    assert all(each.value.source in product.sources for each in placed)
    assert all(each.value.status for each in placed)
    assert all(isinstance(day, date) for _, series in series_in(product) for day in series)


@pytest.mark.parametrize("name", sorted(FILES.products))
def test_no_value_begins_before_its_product_was_announced(name: str) -> None:
    product = FILES.products[name]
    begin = product.validity[0].valid_from
    announced = [window.opens for window in product.apply_windows]
    for key, series in series_in(product):
        assert (
            begin is None or min(series) == begin or min(series) < min(announced, default=begin)
        ), key


@pytest.mark.parametrize("name", sorted(FILES.products))
def test_every_source_is_used_or_named_in_a_condition(name: str) -> None:
    product = FILES.products[name]
    used = {each.value.source for each in stated_values(product)}
    background = {key for key in product.sources if key not in used}
    assert len(background) <= len(product.conditions) + 1


@pytest.mark.parametrize("name", sorted(FILES.products))
def test_an_assumed_value_says_so_and_no_other_does(name: str) -> None:
    product = FILES.products[name]
    for placed in stated_values(product):
        assumed = product.sources[placed.value.source].confidence == "illustrative"
        assert (placed.value.status == "illustrative") == assumed, placed.key


@pytest.mark.parametrize("name", sorted(FILES.products))
def test_a_product_with_official_terms_states_an_official_value(name: str) -> None:
    product = FILES.products[name]
    statuses = {each.value.status for each in stated_values(product)}
    assert (product.terms_status == "official") <= ("official" in statuses)


def test_the_specialised_sme_loan_ended_with_2025() -> None:
    loan = FILES.on(date(2025, 12, 31)).product("loan-zjtx")
    assert (loan.state, FILES.on(date(2026, 1, 1)).product("loan-zjtx").state) == (
        "open", "expired",
    )  # fmt: skip
    assert loan.terms.value("rate_spread_max_bp") == -5


def test_the_interest_subsidy_cap_doubled_on_10_october_2025() -> None:
    caps = [
        FILES.on(day).product("sub-keyin-interest").terms.value("cap_per_firm_year_yuan")
        for day in (date(2025, 10, 9), date(2025, 10, 10))
    ]
    assert caps == [100_000, 200_000]


def test_the_interest_subsidy_reached_the_good_seedling_loan_later() -> None:
    def loans(catalogue: Catalogue) -> tuple[str, ...]:
        hang = catalogue.product("sub-keyin-interest").attachments.attaches_to
        return hang.products if hang else ()

    assert loans(FILES.on(date(2025, 6, 1))) == ("loan-zjtx",)
    assert loans(FILES.on(TODAY)) == ("loan-zjtx", "loan-haomiao")


def test_no_rule_is_about_the_amount_asked_for() -> None:
    facts = {
        rule.fact
        for product in FILES.on(TODAY).products
        for rule in product.rules.all_of
        + tuple(r for group in product.rules.any_of for branch in group for r in branch)
    }
    assert "need_amount" not in facts
    assert facts <= set(WORDS)


def test_only_money_from_investors_and_banks_pays_for_uses() -> None:
    cash = {each.channel for each in FILES.on(TODAY).products if each.gives_cash}
    assert cash == {"invest", "loan"}


def test_the_schema_on_file_is_current() -> None:
    assert (PRODUCTS / "product.schema.json").read_text(encoding="utf-8") == schema_text()


# ---- what a banker should look at


def test_the_check_names_expired_products() -> None:
    expired = {f.product for f in check_products(FILES, TODAY) if f.kind == "expired"}
    assert expired == {"loan-zjtx", "gua-zjtx"}


def test_the_catalogue_on_file_has_no_contradiction_and_nothing_out_of_reach() -> None:
    kinds = {finding.kind for finding in check_products(FILES, TODAY)}
    assert not kinds & {"contradictory", "out_of_reach"}


def test_the_check_finds_rules_that_can_never_both_hold(tmp_path: Path) -> None:
    extra = (
        "  all:\n    - fact: firm_age_years\n      above:\n"
        "        2024-01-01: {value: 5, source: rules, status: official}\n"
    )
    files = read_catalogue(folder_with(tmp_path, changed("  all:\n", extra)))
    kinds = {(f.kind, f.key) for f in check_products(files, TODAY)}
    assert ("contradictory", "eligibility.all") in kinds


def test_the_check_finds_a_lower_bound_above_the_upper_bound(tmp_path: Path) -> None:
    low = "amount_min_yuan: {2024-01-01: {value: 900_000, source: rules, status: official}}"
    files = read_catalogue(folder_with(tmp_path, changed("amount_min_yuan: null", low)))
    kinds = {(f.kind, f.key) for f in check_products(files, TODAY)}
    assert ("contradictory", "terms.amount_min_yuan") in kinds


def test_the_check_finds_a_product_whose_partner_has_expired() -> None:
    haomiao = FILES.on(TODAY).product("loan-haomiao")
    assert haomiao.attachments.requires[0].any_of == ("gua-tongdan",)
    later = {(f.product, f.kind) for f in check_products(FILES, date(2028, 1, 1))}
    assert ("loan-haomiao", "out_of_reach") in later


def names_of(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(each.id for each in catalogue.products)


def test_what_is_found_out_from_a_catalogue_is_found_once_for_all_threads() -> None:
    catalogue = FILES.on(TODAY)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: catalogue.once(names_of), range(64)))
    assert found[0] == names_of(catalogue)
    assert all(each is found[0] for each in found)


def test_a_catalogue_travels_without_what_was_found_out_from_it() -> None:
    catalogue = FILES.on(TODAY)
    catalogue.once(names_of)
    copy = pickle.loads(pickle.dumps(catalogue))
    assert copy == catalogue
    assert copy.once(names_of) is not catalogue.once(names_of)
