"""A replication is the study once more with another seed, and differs from it only in what is said."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml

from dots import study
from dots.tables import replications as tables
from dots.validity import curve_figures, curves, replication_summary, replications, scenarios, wiring

ROOT = Path(__file__).parents[2]
SCHEMA = study.load_schema(ROOT / "config/schema.yaml")


@pytest.fixture
def config():
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    study.resolve(config, SCHEMA, ROOT)
    return config


def rule(name, inputs, outputs, params=None):
    return SimpleNamespace(
        name=name,
        script=f"../../scripts/any/{name}.py",
        input=inputs | {"code": [f"scripts/any/{name}.py", "src/dots/any.py"]},
        output=Outputs(outputs),
        params=params or {},
    )


class Outputs(dict):
    """Named files that, like Snakemake's, are iterated by file."""

    def __iter__(self):
        return iter(self.values())


WORKFLOW = [
    rule("score", {"found": "found", "truth": "truth", "fits": ["fit_a", "fit_b"]}, {"board": "board"}, {"seed": 7}),
    rule("plot", {"board": "board"}, {"svg": "svg"}),
    rule("find", {"pages": "pages", "places": "places.yaml"}, {"found": "found"}),
    rule("fit", {"found": "found"}, {"fit": "fit_{engine,a|b}"}, {"engine": "{engine}"}),
    rule("simulate", {"words": "words.yaml"}, {"pages": "pages", "truth": "truth"}),
    SimpleNamespace(name="all", script=None),
]


def test_a_replication_takes_the_steps_of_the_workflow_in_an_order_in_which_they_can_run():
    steps = wiring.steps(WORKFLOW, "score", wildcards={"engine": "a"})
    assert [step["rule"] for step in steps] == ["simulate", "find", "fit", "score"]
    assert steps[2]["output"] == {"fit": "fit_a"} and steps[2]["params"] == {"engine": "a"}
    assert steps[3]["input"]["fits"] == ["fit_a"]
    assert wiring.sources(steps) == ["places.yaml", "words.yaml"]
    assert wiring.scripts(steps)[0] == "scripts/any/simulate.py"


def test_a_step_that_is_needed_cannot_be_left_out():
    with pytest.raises(ValueError, match="rule 'score' reads found, which only a rule left out makes"):
        wiring.steps(WORKFLOW, "score", left_out=["find"], wildcards={"engine": "a"})
    with pytest.raises(ValueError, match="the rule 'seek', which the workflow does not have"):
        wiring.steps(WORKFLOW, "score", left_out=["seek"], wildcards={"engine": "a"})


def test_a_scenario_changes_one_knob_and_nothing_else(config):
    found = scenarios.named(config, SCHEMA)
    base = scenarios.base(config)
    assert found["baseline"] == {} and found["scrambled"] == {}
    for name, changes in found.items():
        changed = {knob for knob, value in (base | changes).items() if base[knob] != value}
        if name.startswith("adverts-"):
            assert changed == {"adverts", "organisations"}
            assert changes["adverts"] / changes["organisations"] == pytest.approx(
                base["adverts"] / base["organisations"], rel=0.05
            )
        elif changes:
            (knob,) = changed
            assert name == f"{knob}-{changes[knob]:g}"
    assert len({name for name, changes in found.items() if changes}) >= 14


def test_the_study_s_own_value_is_the_baseline_and_is_not_run_again(config):
    own = config["market"]["edit_rate"]
    config["validity"]["curves"] = [{"knob": "edit_rate", "values": [own, 0.3]}]
    assert list(scenarios.named(config, SCHEMA)) == ["baseline", "scrambled", "edit_rate-0.3"]


@pytest.mark.parametrize(
    "curve, said",
    [
        (
            {"knob": "edit_rat", "values": [0.1]},
            "validity.curves.0: 'edit_rat' is no knob of the market; one of .*edit_rate",
        ),
        ({"knob": "months", "values": [6]}, "'months' is no knob"),
        ({"knob": "hidden_share", "values": [1.5]}, "market.hidden_share cannot be 1.5"),
        ({"knob": "number_life", "values": [7.5]}, "market.number_life cannot be 7.5"),
    ],
)
def test_a_curve_over_what_is_no_knob_is_refused(config, curve, said):
    config["validity"]["curves"] = [curve]
    with pytest.raises(ValueError, match=said):
        scenarios.named(config, SCHEMA)


def test_every_planned_seed_is_an_evaluation_seed(config):
    planned = scenarios.planned(config, ["baseline", "scrambled", "x-1"], replications=3, scrambled=2, curve_seeds=1)
    first = config["validity"]["evaluation_seeds"]["first"]
    assert planned == [
        ("baseline", first),
        ("baseline", first + 1),
        ("baseline", first + 2),
        ("scrambled", first),
        ("scrambled", first + 1),
        ("x-1", first),
    ]


def test_a_number_of_topics_that_the_study_does_not_try_is_refused(config):
    config["validity"]["replication"]["topics"] = 7
    with pytest.raises(ValueError, match="validity.replication.topics: 7 is none of topics.candidates"):
        scenarios.chain(WORKFLOW, config)


def coded(adverts=40):
    rng = np.random.default_rng(1)
    rows = [(f"site/{a:03d}", c, 1 + a // 20, int(rng.integers(5))) for a in range(adverts) for c in "ABC"[: 1 + a % 3]]
    return pd.DataFrame(rows, columns=["advert", "coder", "session", "code"])


def test_scrambling_moves_judgements_to_other_adverts_and_changes_nothing_else():
    before = coded()
    after = replications.scramble(before, seed=5)
    assert after.drop(columns="advert").equals(before.drop(columns="advert"))
    assert sorted(after["advert"].unique()) == sorted(before["advert"].unique())
    # what was said of one advert stays together, on one other advert
    assert (after.groupby(before["advert"])["advert"].nunique() == 1).all()
    assert (after["advert"] != before["advert"]).mean() > 0.8
    assert after.equals(replications.scramble(before, seed=5))
    assert not after.equals(replications.scramble(before, seed=6))


def test_scrambling_does_not_depend_on_the_order_of_rows():
    before = coded()
    mixed = before.sample(frac=1, random_state=3)
    assert replications.scramble(mixed, seed=5).sort_index().equals(replications.scramble(before, seed=5))


def rows(scenario, seed, values, knob="", setting=np.nan):
    """Rows of one replication; values: (stage, measure, group) to (value, lower, upper)."""
    return pd.DataFrame(
        [
            {
                "scenario": scenario,
                "seed": seed,
                "knob": knob,
                "setting": setting,
                "stage": stage,
                "measure": measure,
                "group": group,
                "value": value,
                "lower": lower,
                "upper": upper,
                "baseline": 0.5,
                "baseline_name": "",
                "ideal": 1.0,
                "units": 10,
            }
            for (stage, measure, group), (value, lower, upper) in values.items()
        ]
    )


MOBILE = ("multilevel", "effect bias", "mobile")
SCORES = ("classify", "score interval coverage (nominal 0.9)", "all")
RATE, ARI = (("network", measure, "all") for measure in ("wrongful-suspicion rate", "network adjusted Rand index"))
NONE = (np.nan, np.nan)


def test_coverage_counts_the_intervals_that_hold_the_truth():
    held, missed = (0.1, -0.1, 0.3), (0.5, 0.3, 0.7)
    every = pd.concat(rows("baseline", seed, {MOBILE: held if seed < 8 else missed}) for seed in range(10))
    row = curves.coverage(pd.concat([every, rows("scrambled", 1, {MOBILE: missed})])).iloc[0]
    assert (row["measure"], row["group"], row["replications"]) == ("effect bias", "mobile", 10)
    assert row["coverage"] == 0.8 and row["nominal"] == 0.95
    assert (round(row["lower"], 3), round(row["upper"], 3)) == (0.49, 0.943)  # Wilson, 8 of 10
    assert row["bias"] == pytest.approx(0.18)
    assert row["bias_lower"] < 0.18 < row["bias_upper"]


def test_an_interval_that_ends_at_the_truth_holds_it():
    every = rows("baseline", 1, {MOBILE: (0.1, 0.0, 0.2)})
    assert curves.coverage(every)["coverage"].tolist() == [1.0]


def test_coverage_of_scores_is_a_mean_over_replications():
    every = pd.concat(rows("baseline", seed, {SCORES: (value, *NONE)}) for seed, value in enumerate((0.8, 0.9, 1.0)))
    row = curves.coverage(every).iloc[0]
    assert row["coverage"] == pytest.approx(0.9) and row["nominal"] == 0.9
    assert row["upper"] == 1.0 and row["lower"] == pytest.approx(0.9 - 4.3027 * 0.1 / 3**0.5, abs=1e-4)


def test_coverage_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no replication has an interval"):
        curves.coverage(rows("baseline", 1, {ARI: (0.9, *NONE)}))


@pytest.fixture
def gathered():
    parts = [
        rows("baseline", seed, {ARI: (0.9, *NONE), RATE: (0.25, *NONE), SCORES: (0.9, *NONE)}) for seed in (1, 2, 3)
    ]
    parts += [rows("scrambled", 1, {ARI: (0.9, *NONE), RATE: (0.5, *NONE)})]
    parts += [rows("edit_rate-0.2", s, {ARI: (0.4 + s / 10, *NONE)}, "edit_rate", 0.2) for s in (1, 2)]
    return pd.concat(parts, ignore_index=True)


def test_a_curve_has_the_mean_and_range_of_its_seeds_and_the_baseline_as_its_own_point(gathered):
    table = curves.curves(gathered, {"edit_rate": 0.05}, seeds=2)
    tables.CURVES.check(table, "here")
    point = table.set_index(["setting", "measure"]).loc[(0.2, "networks (ARI)")]
    assert (point["mean"], point["lowest"], point["highest"], point["seeds"]) == pytest.approx((0.55, 0.5, 0.6, 2))
    own = table[table["own"]]
    assert set(own["setting"]) == {0.05} and set(own["measure"]) == {"networks (ARI)", "wrongful suspicion"}
    assert set(own["seeds"]) == {2}, "the baseline's point rests on more seeds than the others"


def test_what_is_gathered_does_not_depend_on_the_order_in_which_replications_end(gathered):
    mixed = gathered.sample(frac=1, random_state=2)
    for judge in (curves.coverage, lambda frame: curves.curves(frame, {"edit_rate": 0.05}, 1)):
        pd.testing.assert_frame_equal(judge(mixed), judge(gathered))


def test_numbers_state_the_range_and_leave_out_what_no_replication_has(gathered):
    found = replication_summary.summarise(gathered, curves.coverage(gathered))
    assert found["run"].value == 6 and found["baseline_run"].value == 3
    assert (found["network_ari"].value, found["network_ari_lowest"].value) == (pytest.approx(0.9), 0.9)
    assert found["scrambled_wrongful_suspicion"].value == 0.5 and found["scrambled_wrongful_suspicion"].lower is None
    assert found["score_coverage"].value == pytest.approx(0.9)
    assert "contact_recall" not in found and "effect_coverage" not in found


def test_figures_read_every_row_aloud(gathered):
    moved = curves.curves(gathered, {"edit_rate": 0.05}, seeds=2)
    held = curves.coverage(pd.concat([gathered, rows("baseline", 1, {MOBILE: (0.1, -0.1, 0.3)})]))
    assert "networks (ARI) 0.90 to 0.55" in curve_figures.curves_text(moved)["text"]
    assert "Effect: mobile 100% of 95%" in curve_figures.coverage_text(held)["text"]
    assert len(curve_figures.curves(moved).axes) == 2
    assert len(curve_figures.coverage(held).axes[0].get_yticklabels()) == 2


REPLICATE = """
import json, sys, tempfile
from pathlib import Path
from dots.tables.replications import REPLICATIONS
from dots.validity import replications
steps, to = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
scripts = {step["rule"]: Path(step["script"]) for step in steps}
for scenario, seed in (name.split(":") for name in sys.argv[3:]):
    small = {"adverts": 250, "organisations": 40}
    with tempfile.TemporaryDirectory() as folder:
        rows = replications.replicate(
            steps, scripts, Path(folder), scenario=scenario, seed=int(seed), changes=small
        )
    REPLICATIONS.write(rows, to / f"{scenario}_{seed}.parquet")
"""


@pytest.fixture(scope="module")
def replicated(house, environment, tmp_path_factory):
    """Two small replications and the scrambled twin of one, and the two again in another process in another order."""
    folder = tmp_path_factory.mktemp("replications")
    job = next(job for job in house["jobs"] if job["rule"] == "replicate_study")
    (folder / "steps.json").write_text(job["params"]["steps"])
    orders = {"one": ["baseline:11", "baseline:12", "scrambled:11"], "other": ["baseline:12", "baseline:11"]}
    for number, (name, order) in enumerate(orders.items()):
        (folder / name).mkdir()
        done = subprocess.run(
            [sys.executable, "-c", REPLICATE, str(folder / "steps.json"), str(folder / name), *order],
            cwd=ROOT,
            env=environment | {"PYTHONHASHSEED": str(number), "OMP_NUM_THREADS": "1"},
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr
    return folder


def test_a_replication_is_the_same_whatever_ran_before_it(replicated):
    for name in ("baseline_11.parquet", "baseline_12.parquet"):
        assert (replicated / "one" / name).read_bytes() == (replicated / "other" / name).read_bytes()
    assert (replicated / "one/baseline_11.parquet").read_bytes() != (
        replicated / "one/baseline_12.parquet"
    ).read_bytes()


def test_a_replication_ends_in_the_scoreboard_of_the_whole_study(replicated):
    found = tables.REPLICATIONS.read(replicated / "one/baseline_11.parquet")
    assert {"crawl", "corpus", "topics", "classify", "network", "multilevel"} <= set(found["stage"])
    for label in curves.CURVES:
        assert len(curves.headline(found, label)) == 1, f"the scoreboard has lost {label}"
    held = curves.coverage(found)
    assert set(held["measure"]) == {*curves.ERRORS, "score"}


def test_scrambled_codes_change_what_is_learnt_from_them_and_nothing_before(replicated):
    key = ["stage", "measure", "group"]
    left, right = (
        tables.REPLICATIONS.read(replicated / f"one/{scenario}_11.parquet").set_index(key)["value"]
        for scenario in ("baseline", "scrambled")
    )
    for stage in ("crawl", "corpus", "topics"):
        pd.testing.assert_series_equal(left.loc[[stage]], right.loc[[stage]])
    score = ("classify", "score rank correlation, adverts", "all")
    assert left[score] != right[score]


def test_scrambled_codes_score_at_chance(replicated):
    """Three standard errors of a rank correlation of independent values over the organisations of the market."""
    found = tables.REPLICATIONS.read(replicated / "one/scrambled_11.parquet")
    score = curves.headline(found, "score (Spearman)")["value"].item()
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    organisations = config["validity"]["replication"]["organisations"]
    assert abs(score) < 3 / (organisations - 1) ** 0.5
