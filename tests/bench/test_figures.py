"""The statistics of the bench: what counts as met, missed and noise."""

import pytest

from bench.figures import Figure, percentile, ratios, spread


def figure(*rounds, target=2.0, worst=False):
    return Figure("row", "×", rounds, target, worst)


def test_spread_is_the_distance_of_the_farthest_round():
    assert spread([1.0, 1.1, 1.2, 1.3, 2.0]) == pytest.approx(0.8)
    assert spread([3.0]) == 0


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (0.991, 100), (1, 100), (0, 1)])
def test_percentile_is_one_of_the_values(share, value):
    assert percentile(range(1, 101), share) == value


def test_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_ratios_are_taken_round_by_round():
    assert ratios([2.0, 6.0], [1.0, 2.0]) == (2.0, 3.0)
    with pytest.raises(ValueError):
        ratios([1.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("rounds", "verdict"),
    [
        ((1.5, 1.6, 1.7), "met"),
        ((1.9, 1.9, 1.9), "met"),
        ((1.5, 1.6, 2.1), "noise"),
        ((1.9, 2.2, 2.2), "noise"),
        ((2.2, 2.3, 2.4), "missed"),
        ((1.8,), "met"),
        ((2.2,), "missed"),
        ((), ""),
    ],
)
def test_a_target_is_met_only_when_the_rounds_agree(rounds, verdict):
    assert figure(*rounds).verdict == verdict
    assert figure(*rounds).ok is (None if not rounds else verdict == "met")


def test_the_worst_round_decides_where_there_is_a_hard_limit():
    assert figure(0.1, 0.2, 1.9, worst=True).verdict == "met"
    assert figure(0.1, 0.2, 2.1, worst=True).verdict == "missed"


def test_a_row_without_target_only_informs():
    assert figure(1.0, 1.5, target=None).row() == {
        "name": "row",
        "value": 1.25,
        "unit": "×",
        "target": None,
        "ok": None,
    }
