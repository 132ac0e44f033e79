"""Agreement of partitions, against scikit-learn and against cases worked by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import pair_confusion_matrix

from dots.validity.clusters import RAND, SIZE_ERROR, agreement, contributions, measures


def labels(*values):
    return pd.Series([str(value) for value in values])


def test_a_partition_agrees_with_itself_whatever_its_labels():
    result = agreement(labels(1, 1, 2, 3), labels("b", "b", "a", "z"))
    assert result["pairwise F1"] == result["B-cubed F1"] == result[RAND] == 1.0
    assert result[SIZE_ERROR] == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_rand_index_and_pairs_equal_scikit_learns(seed):
    random = np.random.default_rng(seed)
    found, true = pd.Series(random.integers(0, 9, 200)), pd.Series(random.integers(0, 6, 200))
    result = agreement(found, true)
    (_, false), (missed, right) = pair_confusion_matrix(true, found)
    assert result[RAND] == pytest.approx(adjusted_rand_score(true, found))
    assert result["pairwise precision"] == pytest.approx(right / (right + false))
    assert result["pairwise recall"] == pytest.approx(right / (right + missed))


def test_bcubed_worked_by_hand():
    # found {a b c} {d}, true {a b} {c d}: precisions 2/3 2/3 1/3 1, recalls 1 1 1/2 1/2
    per_advert = contributions(labels(1, 1, 1, 2), labels(1, 1, 2, 2))
    assert per_advert["precision"].tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1])
    assert per_advert["recall"].tolist() == pytest.approx([1, 1, 0.5, 0.5])


def test_a_cluster_twice_or_half_its_size_is_off_by_one_doubling():
    twice = agreement(labels(1, 1, 1, 1), labels(1, 1, 2, 2))
    half = agreement(labels(1, 1, 2, 2), labels(1, 1, 1, 1))
    assert twice[SIZE_ERROR] == half[SIZE_ERROR] == 1.0


def test_strangers_of_another_kind_lower_the_precision_of_both_kinds():
    found, true = labels(1, 1, 1, 1, 2, 2), labels("a", "a", "b", "b", "c", "c")
    parts = contributions(found, true)
    of_a, of_c = measures(parts.iloc[:2].sum().to_dict()), measures(parts.iloc[4:].sum().to_dict())
    assert of_a["pairwise precision"] == pytest.approx(1 / 3) and of_a["pairwise recall"] == 1.0
    assert of_c["pairwise precision"] == 1.0


def test_one_giant_component_has_recall_but_no_precision():
    true = pd.Series(np.repeat(np.arange(50), 4))
    result = agreement(pd.Series(np.zeros(200, int)), true)
    assert result["pairwise recall"] == 1.0
    assert result["pairwise precision"] < 0.02
    assert result[RAND] == pytest.approx(0.0, abs=1e-9)


def test_scrambled_labels_score_at_chance():
    true = pd.Series(np.repeat(np.arange(40), 10))
    found = pd.Series(np.random.default_rng(7).permutation(true.to_numpy()))
    assert abs(agreement(found, true)[RAND]) < 0.02


def test_partitions_of_different_adverts_are_refused():
    with pytest.raises(ValueError, match="different adverts"):
        agreement(labels(1, 2), labels(1, 2, 3))
