"""The calibration counts what it says, and its verdicts follow from the counts."""

import html
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.special import zeta

from dots.tables.calibration import CALIBRATION
from dots.validity import calibration, calibration_page
from dots.validity.tails import LEAST, power_law

ROOT = Path(__file__).parents[2]
TARGETS = ROOT / "config/validity/targets.yaml"


def market(counts, sizes, templates=None, sightings=None, codes=None):
    """Tables of a market: indicators of each advert, adverts of each organisation, templates, sightings, codes."""
    names = [f"x/{number:05d}" for number in range(len(counts))]
    adverts = pd.DataFrame(
        {
            "advert": names,
            "organisation": np.repeat([f"o{number}" for number in range(len(sizes))], sizes),
            "template": templates or [""] * len(names),
        }
    )
    kinds = [f"indicator_{number}" for number in range(9)]
    rows = [
        (name, kind, place < count)
        for name, count in zip(names, counts, strict=True)
        for place, kind in enumerate(kinds)
    ]
    rows += [(name, "obscured_contact", True) for name in names]
    indicators = pd.DataFrame(rows, columns=["advert", "indicator", "present"])
    times = sightings or [1] * len(names)
    seen = pd.DataFrame({"advert": np.repeat(names, times), "seen": pd.Timestamp("2024-07-22")})
    codes = codes or [(0, 0), (1, 1), (2, 2), (4, 4)] * 5
    coded = [(name, f"coder-{who}", 1, code) for name, both in zip(names, codes) for who, code in enumerate(both)]  # noqa: B905
    return adverts, indicators, seen, pd.DataFrame(coded, columns=["advert", "coder", "session", "code"])


def figures(*tables):
    return calibration.measure(*tables, seed=1)


def test_adverts_are_counted_by_their_indicators_without_the_hidden_contact():
    found = figures(*market([0] * 19 + [1] * 58 + [2] * 21 + [3, 5], [5] * 20))
    assert found.loc[list(calibration.COUNTS), "outcome"].tolist() == pytest.approx([0.19, 0.58, 0.21, 0.02])
    assert (found.loc[list(calibration.COUNTS), "units"] == 100).all()


def test_what_no_wave_saw_is_not_counted():
    found = figures(*market([0] * 50 + [1] * 50, [5] * 20, sightings=[0] * 50 + [2] * 50))
    assert found.loc["indicators_none", "outcome"] == 0
    assert found.loc["indicators_one", "units"] == 50


def test_the_three_readings_of_unique_in_text():
    # two adverts with a text of their own, one of them seen three times; four of one template; two of another
    templates = ["", "", *["a"] * 4, *["b"] * 2]
    found = figures(*market([0] * 8, [4, 4], templates, sightings=[1, 3, 1, 1, 1, 1, 1, 1]))
    assert found.loc["unique_adverts", "outcome"] == pytest.approx(2 / 8)
    assert found.loc["unique_records", "outcome"] == pytest.approx(1 / 10)
    assert found.loc["distinct_texts", "outcome"] == pytest.approx(4 / 10)
    assert found.loc["unique_records", "units"] == 10


def test_the_largest_tenth_of_organisations_has_its_adverts():
    found = figures(*market([0] * 100, [55, 5, 5, 5, 5, 5, 5, 5, 5, 5]))
    assert found.loc["largest_tenth", "outcome"] == pytest.approx(0.55)
    assert found.loc["largest_tenth", "units"] == 10


def test_agreement_is_the_coders_alpha():
    agreed = figures(*market([0] * 20, [1] * 20)).loc["alpha"]
    assert agreed["outcome"] == pytest.approx(1) and agreed["units"] == 20
    apart = [(0, 4), (4, 0), (1, 3), (3, 1)] * 5
    assert figures(*market([0] * 20, [1] * 20, codes=apart)).loc["alpha", "outcome"] < 0


def test_an_interval_over_organisations_is_wider_where_their_adverts_are_alike():
    alike = figures(*market([0] * 10 * 10 + [1] * 10 * 10, [10] * 20)).loc["indicators_none"]
    mixed = figures(*market([0, 1] * 100, [10] * 20)).loc["indicators_none"]
    assert alike["outcome"] == mixed["outcome"] == 0.5
    assert alike["upper"] - alike["lower"] > 0.3 and mixed["upper"] - mixed["lower"] == pytest.approx(0)


def test_the_interval_of_a_share_covers_it_in_about_95_of_100_markets():
    rng, hits = np.random.default_rng(5), 0
    for _ in range(300):
        sizes = rng.integers(1, 9, 80)
        chance = np.repeat(rng.beta(2, 3, 80), sizes)
        part = pd.Series(rng.random(len(chance)) < chance)
        _, lower, upper, _ = calibration.share(
            part, pd.Series(1, part.index), pd.Series(np.repeat(np.arange(80), sizes))
        )
        hits += lower <= 0.4 <= upper
    assert 270 <= hits <= 297


@pytest.mark.parametrize("exponent", [2.0, 2.7])
def test_the_exponent_of_a_power_law_comes_back(exponent):
    sizes = np.arange(1, 200_000)
    upto = 1 - zeta(exponent, sizes + 1) / zeta(exponent, 1)
    drawn = sizes[np.searchsorted(upto, np.random.default_rng(2).random(6_000))]
    fitted = power_law(drawn)
    assert fitted.exponent == pytest.approx(exponent, abs=0.12)
    assert fitted.lower < fitted.exponent < fitted.upper
    assert fitted.organisations >= LEAST


def test_a_body_that_is_no_power_law_does_not_bend_the_exponent_of_its_tail():
    rng = np.random.default_rng(4)
    tail = np.floor(20 * (1 - rng.random(3_000)) ** (-1 / 1.5)).astype(int)
    fitted = power_law(np.concatenate([rng.integers(1, 20, 3_000), tail]))
    assert fitted.exponent == pytest.approx(2.5, abs=0.2)
    assert fitted.smallest >= 15


def test_too_few_organisations_or_one_size_have_no_exponent():
    for sizes in ([1, 2, 3, 50], [4] * 500):
        assert np.isnan(power_law(np.array(sizes)).exponent)
    found = figures(*market([0] * 8, [4, 4]))
    verdicts = calibration.compare(calibration.load_targets(TARGETS), found).set_index("target")["verdict"]
    assert verdicts["tail_exponent"] == "no figure"


def test_verdicts_follow_from_the_tolerance_and_a_statement_has_none():
    targets = calibration.load_targets(TARGETS)
    found = figures(*market([0] * 19 + [1] * 58 + [2] * 21 + [3] * 2, [5] * 20))
    # exactly at the tolerance is inside, just beyond it is not
    found.loc[["indicators_none", "indicators_one"], "outcome"] = [0.19 + 0.05, 0.583 - 0.0501]
    found.loc["alpha", "outcome"] = np.nan
    rows = calibration.compare(targets, found)
    CALIBRATION.check(rows, "calibration")
    verdict = rows.set_index("target")["verdict"]
    assert verdict["indicators_none"] == verdict["indicators_two"] == verdict["indicators_more"] == "inside"
    assert verdict["indicators_one"] == verdict["unique_adverts"] == "outside"
    assert verdict["largest_tenth"] == verdict["tail_exponent"] == "no figure"
    assert verdict["alpha"] == "not measured"


def test_a_target_that_is_not_measured_is_refused():
    found = figures(*market([0] * 20, [1] * 20))
    with pytest.raises(ValueError, match="alpha"):
        calibration.compare(calibration.load_targets(TARGETS), found.drop("alpha"))


def test_every_bundled_target_says_what_was_published_and_how_it_is_known():
    targets = calibration.load_targets(TARGETS).set_index("target")
    counts = targets.loc[list(calibration.COUNTS), "value"]
    assert counts.tolist() == [0.190, 0.583, 0.213, 0.017]
    assert set(targets.loc[["unique_records", "unique_adverts", "distinct_texts"], "status"]) == {"secondary"}
    assert targets.loc[["largest_tenth", "tail_exponent"], "value"].isna().all()


def test_a_target_without_source_or_with_an_unknown_status_is_refused(tmp_path):
    content = yaml.safe_load(TARGETS.read_text())
    del content["alpha"]["source"]
    content["indicators_one"]["status"] = "rumour"
    content["tail_exponent"]["value"] = 2.5
    path = tmp_path / "targets.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(ValueError) as error:
        calibration.load_targets(path)
    for problem in (
        "alpha.source: must be given",
        "indicators_one.status: 'rumour'",
        "tail_exponent.value: unknown key",
    ):
        assert problem in str(error.value)


def test_the_page_shows_every_target_asks_nothing_of_the_network_and_hides_no_miss():
    found = figures(*market([0] * 19 + [1] * 38 + [2] * 21 + [3] * 22, [5] * 20))
    rows = calibration.compare(calibration.load_targets(TARGETS), found)
    alt = calibration_page.describe(rows)
    text = calibration_page.page(rows, b"picture", alt)
    assert not any(word in text for word in ("http:", "https:", "<script", "@import", "url(", ">nan"))
    for at in rows.itertuples():
        assert text.count(html.escape(at.label)) >= 2
    assert "58.3 %" in text and "38.0 %" in text
    assert "Outside: Adverts with one indicator; Adverts with three or more indicators" in text
    assert "58.3 % published and 38.0 % here" in alt


def test_the_figure_has_one_row_for_every_published_figure():
    found = figures(*market([0] * 19 + [1] * 38 + [2] * 21 + [3] * 22, [5] * 20))
    rows = calibration.compare(calibration.load_targets(TARGETS), found)
    (axes,) = calibration_page.draw(rows).axes
    assert [tick.get_text() for tick in axes.get_yticklabels()][::-1] == rows.loc[
        rows["value"].notna(), "label"
    ].tolist()
