"""The page of the scoreboard: wrongful suspicion first, nothing fetched, every row there."""

import numpy as np
import pandas as pd

from dots.validity.page import page
from dots.validity.scoreboard import row

BOARD = pd.DataFrame(
    [
        row("network adjusted Rand index", 0.91, 400, interval=(0.88, 0.95), baseline=0.4, baseline_name="union-find"),
        row("network B-cubed recall by kind", 0.8, 12, group="a<b"),
    ]
).assign(stage="network")
SUSPICION = pd.DataFrame(
    {
        "kind": ["agency", "all"],
        "eligible": [4, 20],
        "shortlisted": [0, 10],
        "wrongful": [0, 3],
        "rate": [np.nan, 0.3],
        "lower": [np.nan, 0.11],
        "upper": [np.nan, 0.6],
        "by_chance": [1.0, 0.55],
    }
)


def test_wrongful_suspicion_comes_before_any_other_finding():
    text = page(BOARD, SUSPICION)
    assert text.index("Wrongful suspicion") < text.index("adjusted Rand index")
    assert "30 %" in text and "11 % to 60 %" in text


def test_a_missing_value_is_blank_and_text_is_escaped():
    text = page(BOARD, SUSPICION)
    assert "nan" not in text.lower().replace("finance", "")
    assert "a&lt;b" in text


def test_the_page_asks_nothing_of_the_network():
    text = page(BOARD, SUSPICION)
    assert not any(word in text for word in ("http:", "https:", "<script", "src=", "@import", "url("))
