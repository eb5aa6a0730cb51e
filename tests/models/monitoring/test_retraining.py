"""Are firms found whose grade moved without new data, and the features that moved it?"""

import numpy as np
import pytest

from engine.errors import TableError
from models.boosting import TreeSettings
from models.credit import CreditModel
from models.monitoring import moved_grades
from tests.models.samples import a_frame

FEW_TREES = TreeSettings(n_trees=30)


@pytest.fixture(scope="module")
def models():
    frame, target = a_frame()
    old = CreditModel(trees=FEW_TREES).fit(frame, target).served_
    again, other = a_frame(seed=5)
    new = CreditModel(trees=FEW_TREES).fit(again, other).served_
    return frame, old, new


def test_the_same_model_moves_nobody(models):
    frame, old, _ = models
    found = moved_grades(old, old, frame, frame)
    assert (found.unchanged, found.moved, found.listed) == (len(frame), 0, ())
    assert found.verdict == "green"


def test_another_model_on_the_same_data_moves_firms_without_a_data_reason(models):
    frame, old, new = models
    found = moved_grades(old, new, frame, frame)
    assert found.moved == len(found.listed) or len(found.listed) == 200
    assert sum(map(sum, found.matrix)) == found.unchanged == len(frame)
    on_diagonal = sum(line[place] for place, line in enumerate(found.matrix))
    assert found.moved == len(frame) - on_diagonal
    assert "changed grade" in found.sentence.en


def test_a_firm_with_new_data_is_left_out(models):
    frame, old, new = models
    later = frame.copy()
    later.loc[:99, "a"] += 1.0
    later.loc[100, "b"] = np.nan if later.loc[100, "b"] == later.loc[100, "b"] else 0.0
    found = moved_grades(old, new, frame, later)
    assert found.unchanged == len(frame) - 101


def test_rounding_in_a_file_is_no_new_data(models):
    frame, old, _ = models
    assert moved_grades(old, old, frame, frame * (1.0 + 1e-12)).unchanged == len(frame)


def test_the_causes_add_up_with_what_is_not_listed(models):
    frame, old, new = models
    found = moved_grades(old, new, frame, frame).listed[0]
    gaps = [abs(each.points_after - each.points_before) for each in found.causes]
    assert gaps == sorted(gaps, reverse=True)
    row = frame.iloc[[int(found.firm) - 1]]
    assert found.points_before == pytest.approx(old.score_points(row)[0])
    explained = {"base": new.explain(row).base_points} | dict(
        zip(new.feature_names, new.explain(row).points[0], strict=True)
    )
    assert all(explained[e.feature] == pytest.approx(e.points_after) for e in found.causes)


def test_the_firm_that_moved_furthest_stands_first_under_its_name(models):
    frame, old, new = models
    names = [f"firm-{place}" for place in range(len(frame))]
    listed = moved_grades(old, new, frame, frame, names).listed
    steps = [abs(each.steps) for each in listed]
    assert steps == sorted(steps, reverse=True)
    assert all(each.firm.startswith("firm-") for each in listed)


def test_few_unchanged_firms_are_too_few(models):
    frame, old, new = models
    found = moved_grades(old, new, frame.head(10), frame.head(10))
    assert found.verdict == "too_few"


def test_tables_of_different_firms_are_refused(models):
    frame, old, new = models
    with pytest.raises(TableError, match="same firms"):
        moved_grades(old, new, frame, frame.head(10))
