"""How interviews and adverts relate follows from a number and its interval, and from nothing else."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from dots.qualitative import chapter, strands

ROOT = Path(__file__).parents[2]
ABOVE = {"side": "above", "bound": 0.2, "beyond": 0.5, "because": "a fifth"}
BELOW = {"side": "below", "bound": 0.1, "because": "a tenth"}


def number(value, lower=None, upper=None, style="percent"):
    text = f"{100 * value:.1f} %"
    interval = None if lower is None else f"{100 * lower:.1f} % to {100 * upper:.1f} %"
    estimate = {"value": value, "lower": lower, "upper": upper, "style": style}
    return estimate | {"means": "share between networks", "text": text, "interval": interval}


@pytest.mark.parametrize(
    ("found", "expect", "relation"),
    [
        (number(0.35, 0.25, 0.45), ABOVE, "agree"),
        (number(0.35, 0.15, 0.55), ABOVE, "silent"),
        (number(0.60, 0.45, 0.70), ABOVE, "agree"),
        (number(0.60, 0.55, 0.70), ABOVE, "extend"),
        (number(0.10, 0.05, 0.15), ABOVE, "conflict"),
        (number(0.05, 0.01, 0.09), BELOW, "agree"),
        (number(0.05, 0.01, 0.15), BELOW, "silent"),
        (number(0.30, 0.20, 0.40), BELOW, "conflict"),
        (number(-0.2, -0.3, -0.1), {**BELOW, "bound": 0.0, "beyond": -0.05}, "extend"),
        (number(0.35), ABOVE, "agree"),
        (number(0.05), ABOVE, "conflict"),
        (None, ABOVE, "silent"),
        (number(0.0, style="text"), ABOVE, "silent"),
    ],
)
def test_the_whole_interval_decides(found, expect, relation):
    assert strands.relate(found, expect) == relation


@pytest.fixture()
def codings():
    rows = [
        ("role/1", "Mobility", True),
        ("role/2", "Mobility", True),
        ("role/2", "Control", True),
        ("role/3", "Control", False),
    ]
    both = [(excerpt, code, coder, given) for excerpt, code, given in rows for coder in ("Ada", "Ben")]
    return pd.DataFrame(both, columns=["excerpt", "code", "coder", "given"])


def theme(**changes):
    return {"theme": "Networks", "codes": ["Mobility", "Control"], "interviews": "They differ.",
            "number": "multilevel.vpc_network", "expect": ABOVE} | changes  # fmt: skip


def test_a_theme_shows_its_excerpts_its_number_and_what_was_expected(codings):
    joined = strands.join([theme()], codings, {"multilevel.vpc_network": number(0.35, 0.25, 0.45)}).iloc[0]
    assert joined["excerpts"] == 2
    assert joined["adverts"] == "Share between networks: 35.0 % (25.0 % to 45.0 %)"
    assert joined["expected"] == "above 20 %"
    assert joined["relation"] == "agree"


def test_a_theme_of_which_adverts_cannot_speak_is_silent_and_says_why(codings):
    silent = theme(number=None, silence="adverts do not record it")
    joined = strands.join([silent], codings, {"multilevel.other": number(0.3)}).iloc[0]
    assert joined["relation"] == "silent" and joined["adverts"] == "Silent: adverts do not record it"
    absent = strands.join([theme()], codings, {"multilevel.other": number(0.3)}).iloc[0]
    assert absent["relation"] == "silent" and "multilevel.vpc_network" in absent["adverts"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"codes": ["Mobilty"]}, r"\['Mobilty'\] are not in the codebook"),
        ({"number": "multilevle.vpc_network"}, "is of no stage that is read"),
        ({"number": None}, "`silence` must say why"),
        ({"expect": {"side": "over", "bound": 0.2}}, "expect needs a side"),
        ({"expect": {**ABOVE, "beyond": 0.1}}, "beyond must lie further above"),
        ({"expect": {"side": "above", "bound": 0.2}}, "because"),
    ],
)
def test_a_theme_that_is_wrong_is_refused(codings, wrong, message):
    with pytest.raises(ValueError, match=message):
        strands.join([theme(**wrong)], codings, {"multilevel.vpc_network": number(0.3)})


def test_the_bundled_themes_fit_the_bundled_codebook_and_state_no_outcome():
    themes = yaml.safe_load((ROOT / "config/interviews/themes.yaml").read_text())
    interviews = yaml.safe_load((ROOT / "config/interviews/interviews.yaml").read_text())
    labels = [code["label"] for code in interviews["codes"].values()]
    strands.check_themes(themes, labels, ["corpus", "topics", "classify", "network", "multilevel"])
    assert not any("relation" in theme for theme in themes)


def test_few_excerpts_are_not_counted_out(codings):
    joined = strands.join([theme()], codings, {"multilevel.vpc_network": number(0.35, 0.25, 0.45)})
    assert chapter.joint_display(joined, 10)["Excerpts"].tolist() == ["fewer than 10"]
    assert chapter.joint_display(joined, 2)["Excerpts"].tolist() == ["2"]
