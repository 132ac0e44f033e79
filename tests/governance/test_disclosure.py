"""Nothing smaller than the minimum leaves."""

import pandas as pd

from dots.governance.disclosure import mask_small


def test_a_group_of_nine_is_blank_and_a_group_of_ten_is_not():
    groups = pd.DataFrame({"region": ["a", "b"], "adverts": [9, 10], "score": [0.9, 0.1]})
    masked = mask_small(groups, "adverts", ["score"], 10).set_index("region")
    assert masked.loc["a", ["adverts", "score"]].isna().all()
    assert masked.loc["b", "score"] == 0.1
    assert masked["suppressed"].tolist() == [True, False]
    assert groups.loc[0, "score"] == 0.9, "the original is left as it was"
