"""Are simulated firms as risky, as fundable and as flattering as planned?"""

import numpy as np
import pytest

from models.population import BLOCK, EFFECTS, SEGMENTS, SIMULATED_ON, simulate
from models.population.draw import block_columns, record_columns
from models.population.next_round import ROUND_EFFECTS, round_log_odds
from models.population.optimism import AUDITED_FROM, draw_optimism
from models.population.risk import log_odds

SEED = 5
FATES = (
    "segment", "true_pd", "default", "true_next_round", "next_round", "true_lgd", "loss",
)  # fmt: skip


@pytest.fixture(scope="module")
def fates() -> dict[str, np.ndarray]:
    blocks = [block_columns(SEED, block, SIMULATED_ON) for block in range(100)]
    return {name: np.concatenate([block[name] for block in blocks]) for name in FATES}


@pytest.fixture(scope="module")
def shown() -> dict[str, np.ndarray]:
    """The columns behind 20,000 records, with their truth."""
    blocks = []
    for block in range(20):
        truth = block_columns(SEED, block, SIMULATED_ON)
        blocks.append(truth | record_columns(truth, SEED, block, SIMULATED_ON))
    names = ("segment", "optimism", "true_pd", "insured", "headcount", "declared_headcount")
    return {name: np.concatenate([block[name] for block in blocks]) for name in names}


def _means(values: np.ndarray, segment: np.ndarray) -> list[float]:
    return [float(values[segment == place].mean()) for place in range(len(SEGMENTS))]


def test_the_mean_true_pd_of_each_segment_is_within_a_tenth_of_its_target(
    fates, report_figure
) -> None:
    for each, mean in zip(SEGMENTS, _means(fates["true_pd"], fates["segment"]), strict=True):
        report_figure(f"population: mean true PD, {each.name} (target {each.default_rate})", mean)
        assert mean == pytest.approx(each.default_rate, rel=0.1)


def test_the_mean_chance_of_a_next_round_is_within_a_tenth_of_its_target(
    fates, report_figure
) -> None:
    means = _means(fates["true_next_round"], fates["segment"])
    for each, mean in zip(SEGMENTS, means, strict=True):
        name = f"population: mean true next round, {each.name} (target {each.next_round_rate})"
        report_figure(name, mean)
        assert mean == pytest.approx(each.next_round_rate, rel=0.1)


def test_what_happens_follows_the_true_chances(fates) -> None:
    assert fates["default"].mean() == pytest.approx(fates["true_pd"].mean(), rel=0.05)
    assert fates["next_round"].mean() == pytest.approx(fates["true_next_round"].mean(), rel=0.03)


def test_segments_have_their_shares_and_the_pool_its_default_rate(fates) -> None:
    shares = np.bincount(fates["segment"]) / len(fates["segment"])
    assert shares == pytest.approx([each.share for each in SEGMENTS], abs=0.01)
    assert fates["default"].mean() == pytest.approx(0.043, rel=0.1)


def test_only_defaults_lose_and_their_mean_loss_by_segment_is_near_its_target(
    fates, report_figure
) -> None:
    assert (np.isnan(fates["loss"]) == ~fates["default"]).all()
    lost = fates["default"]
    for place, each in enumerate(SEGMENTS[:-1]):
        mean = float(fates["loss"][lost & (fates["segment"] == place)].mean())
        report_figure(f"population: mean loss, {each.name} (target {each.lgd})", mean)
        assert mean == pytest.approx(each.lgd, abs=0.05)


def test_the_mean_true_lgd_of_defaults_is_within_a_tenth_of_its_target_in_every_segment(
    fates,
) -> None:
    weighted = _means(fates["true_lgd"] * fates["true_pd"], fates["segment"])
    pds = _means(fates["true_pd"], fates["segment"])
    means = np.divide(weighted, pds)
    assert means == pytest.approx([each.lgd for each in SEGMENTS], rel=0.1)


def test_losses_gather_at_two_ends(fates) -> None:
    loss = fates["loss"][fates["default"]]
    low, middle, high = ((loss < 0.25).mean(), ((loss > 0.3) & (loss < 0.5)).mean(),
                         (loss > 0.65).mean())  # fmt: skip
    assert low > 2 * middle
    assert high > 2 * middle


def test_a_simulated_firm_carries_its_truth() -> None:
    firms = list(simulate(BLOCK, SEED))
    assert {each.segment for each in firms} == {segment.name for segment in SEGMENTS}
    assert all((each.loss is not None) == each.default for each in firms)
    assert all(0 < each.true_next_round < 1 and 0 < each.true_lgd < 1 for each in firms)
    assert any(each.next_round for each in firms)


@pytest.mark.parametrize(
    ("column", "value", "effect"),
    [
        ("enforcements", 1, EFFECTS["per_enforcement"]),
        ("tax_grade", 3, EFFECTS["tax_grade_c"]),
        ("days_late", 30, EFFECTS["days_past_due"]),
        ("arrears", 1_000, EFFECTS["tax_arrears"]),
    ],
)
def test_each_planted_effect_moves_the_log_odds_by_its_size(
    column: str, value: int, effect: float
) -> None:
    columns = block_columns(SEED, 0, SIMULATED_ON)
    without = {**columns, "tax_grade": np.ones(BLOCK), column: np.zeros(BLOCK)}
    without |= {"tax_grade": np.ones(BLOCK)} if column == "tax_grade" else {}
    with_effect = without | {column: np.full(BLOCK, value)}
    change = log_odds(with_effect, SIMULATED_ON) - log_odds(without, SIMULATED_ON)
    assert change == pytest.approx(np.full(BLOCK, effect))


def test_planted_effects_move_the_log_odds_of_a_next_round() -> None:
    columns = block_columns(SEED, 0, SIMULATED_ON)
    without = {**columns, "enforcements": np.zeros(BLOCK), "founder_share": np.zeros(BLOCK)}
    change = round_log_odds(without | {"enforcements": np.ones(BLOCK)}, SIMULATED_ON)
    change -= round_log_odds(without, SIMULATED_ON)
    assert change == pytest.approx(np.full(BLOCK, ROUND_EFFECTS["per_enforcement"]))
    kept = round_log_odds(without | {"founder_share": np.full(BLOCK, 5_000)}, SIMULATED_ON)
    effect = kept - round_log_odds(without, SIMULATED_ON)
    assert effect == pytest.approx(np.full(BLOCK, ROUND_EFFECTS["founders_hold_half"]))


def test_most_firms_are_honest_and_weak_ones_inflate_more(shown, report_figure) -> None:
    inflates = shown["optimism"] > 0.05
    report_figure("population: share of firms that inflate", inflates.mean())
    assert 0.1 < inflates.mean() < 0.3
    for place in range(4):
        own = shown["segment"] == place
        pd = shown["true_pd"][own]
        assert pd[inflates[own]].mean() > 1.2 * pd[~inflates[own]].mean()


def test_a_weaker_firm_is_likelier_to_inflate() -> None:
    strong, weak = (
        draw_optimism(np.random.default_rng(1), np.full(5_000, odds)) for odds in (-1.0, 1.0)
    )
    assert (weak > 0.05).mean() > 2 * (strong > 0.05).mean()
    assert weak.max() <= 1


def test_unaudited_accounts_book_more_revenue_than_was_invoiced_where_firms_inflate() -> None:
    gaps: dict[bool, list[float]] = {True: [], False: []}
    truth = block_columns(SEED, 0, SIMULATED_ON)
    optimism = record_columns(truth, SEED, 0, SIMULATED_ON)["optimism"]
    for each, share, segment in zip(simulate(BLOCK, SEED), optimism, truth["segment"], strict=True):
        accounts, invoices = each.firm.statements, each.firm.invoices
        if segment >= AUDITED_FROM or accounts is None or invoices is None:
            continue
        year = accounts.years[0]
        sold = sum(m.sales for m in invoices.months if m.month.startswith("2025"))
        if year.revenue and sold and len(invoices.months) >= 18:
            gaps[bool(share > 0.05)].append(float(year.revenue / sold))
    assert np.median(gaps[True]) > 1.1
    assert np.median(gaps[False]) == pytest.approx(1, abs=0.05)


def test_declared_headcount_exceeds_the_true_one_by_the_firms_optimism(shown) -> None:
    more = shown["declared_headcount"] / shown["headcount"]
    assert (shown["declared_headcount"] >= shown["insured"]).all()
    assert np.corrcoef(more, shown["optimism"])[0, 1] > 0.9
