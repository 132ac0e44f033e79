"""A number prints as a reader expects, and its file says what it rests on."""

import json

import numpy as np
import pytest

from dots import numbers
from dots.numbers import Number


def number(value, **more):
    return Number(value, "adverts read", "results/tables/adverts.parquet", **more)


@pytest.mark.parametrize(
    ("value", "style", "digits", "text"),
    [
        (2013, "count", 2, "2,013"),
        (0.25, "percent", 1, "25.0 %"),
        (-0.5, "decimal", 2, "\u22120.50"),
        (1234.5, "decimal", 1, "1,234.5"),
        ("glmm and statsmodels", "text", 2, "glmm and statsmodels"),
    ],
)
def test_text(value, style, digits, text):
    assert number(value, style=style, digits=digits).text() == text


def test_an_interval_is_printed_in_the_number_s_own_style():
    assert number(0.5, style="percent", digits=0, lower=0.4, upper=0.6).interval() == "40 % to 60 %"
    assert number(0.5).interval() is None


def test_what_cannot_be_quoted_is_refused():
    with pytest.raises(ValueError, match="both ends"):
        number(1.0, lower=0.5)
    with pytest.raises(ValueError, match="nan"):
        number(float("nan"))
    with pytest.raises(ValueError, match="percent"):
        number(1, style="share")


def test_files_carry_source_and_interval_and_metrics_are_flat(tmp_path):
    stated = {
        "adverts": number(np.int64(2013), style="count"),
        "share": number(np.float64(1 / 3), lower=0.2, upper=0.5),
        "engines": number("glmm", style="text"),
    }
    numbers.write(stated, tmp_path / "corpus.json", tmp_path / "metrics.json")
    assert json.loads((tmp_path / "metrics.json").read_text()) == {"adverts": 2013, "share": 0.333333}
    back = numbers.read([tmp_path / "corpus.json"])
    assert back["corpus.share"]["interval"] == "0.20 to 0.50"
    assert back["corpus.adverts"]["source"] == "results/tables/adverts.parquet"
