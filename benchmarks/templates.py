"""How well and how fast adverts of one template are found, beside other ways, and how the cost grows up to millions.

Every way works on the same file in a process of its own, at the setting that was best on development seeds, and times
are CPU seconds beside wall time. Quality is by pairs of adverts (precision, recall, F1) and by the adjusted Rand index
(ARI). The floor is what any such method must do: read the file, hash all word 3-grams once, sort the hashes once. A way
that is not installed is named.

`python benchmarks/templates.py` prints all tables and draws the figures; `... quality`, `... growth` or `... join` does
a part; `... growth 100000 1000000` takes these sizes.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import template_texts
import yaml
from growth import exponent, measure
from template_ways import LARGEST, NEEDS, SETTINGS, WAYS, floor, installed, read

from dots.validity import protocol

SIZES = (100_000, 1_000_000, 4_000_000)
FIGURES = Path("docs/figures")
_CONFIG = yaml.safe_load(Path("config/config.yaml").read_text())
DEVELOPMENT = protocol.development_seeds(_CONFIG)[:2]
EVALUATION = protocol.evaluation_seeds(_CONFIG, 2)
CURVES = {
    "edit": (0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2),
    "slots": (0, 3, 6, 12, 20),
    "words": (20, 40, 80, 160),
    "burst": (2, 8, 50, 500),
    "stock": (0.0, 0.2, 0.4, 0.6),
}
LABELS = {
    "edit": "Share of words\nedited", "slots": "Slots", "words": "Words of\na text", "burst": "Copies of\na template",
    "stock": "Share of\nstock phrases",
}  # fmt: skip
ADVERTS, HEADLINE = 2_000, 5_000
"""Adverts at each point of a curve and while settings are chosen; adverts of the first table."""


def judge(found: np.ndarray, planted: np.ndarray) -> dict[str, float]:
    """Give precision, recall and F1 of pairs, and the adjusted Rand index."""
    from sklearn.metrics import adjusted_rand_score

    def pairs(*labels: np.ndarray) -> float:
        sizes = pd.DataFrame(dict(enumerate(labels))).value_counts().to_numpy(dtype=float)
        return float((sizes * (sizes - 1) / 2).sum())

    common, as_found, as_planted = pairs(found, planted), pairs(found), pairs(planted)
    precision, recall = common / as_found if as_found else 1.0, common / as_planted if as_planted else 1.0
    both = precision + recall
    return {
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0,
        "ari": adjusted_rand_score(planted, found),
    }  # fmt: skip


def run_way(way: str, path: Path, setting: dict) -> None:
    """Do one measurement in this process, imports left out, and print it."""
    from dots.corpus import shingles

    shingles.shingle(["warm up"])
    planted = pd.read_parquet(path, columns=["template"])["template"].to_numpy()
    began, start, spent = time.perf_counter(), time.process_time(), 0.0
    quality = {}
    if way == "floor":
        floor(path)
    else:
        component, spent = WAYS[way](read(path)["text"].tolist(), **setting)
    cpu, wall = time.process_time() - start, time.perf_counter() - began
    if way != "floor":
        quality = judge(component, planted)
    print(json.dumps({"cpu": cpu, "seconds": wall, "candidates": spent} | quality))


def best_settings(ways: list[str]) -> dict[str, dict]:
    """Choose for each way the setting of the highest mean F1 on development seeds; of equals the fastest."""
    cases = [{}, {"edit": 0.1}, {"stock": 0.5}, {"slots": 12}, {"words": 30}]
    corpora = [_small(seed, **case) for seed in DEVELOPMENT for case in cases]
    chosen = {}
    for way in ways:
        tried = []
        for setting in SETTINGS[way]:
            start = time.process_time()
            f1 = np.mean([judge(WAYS[way](texts, **setting)[0], planted)["f1"] for texts, planted in corpora])
            tried.append((round(f1, 3), -(time.process_time() - start), setting))
        chosen[way] = max(tried, key=lambda one: one[:2])[2]
    return chosen


def quality(ways: list[str], chosen: dict[str, dict]) -> pd.DataFrame:
    """Measure quality on evaluation seeds, as usual and along each curve; one row a way, knob, value and seed."""
    rows = []
    points = [("usual", 0, HEADLINE, {})]
    points += [(knob, value, ADVERTS, {knob: value}) for knob, values in CURVES.items() for value in values]
    for knob, value, count, case in points:
        for seed in EVALUATION:
            texts, planted = _small(seed, count, **case)
            for way in ways:
                start = time.process_time()
                found, _ = WAYS[way](texts, **chosen[way])
                cpu = time.process_time() - start
                rows.append({"way": way, "knob": knob, "value": value, "cpu": cpu} | judge(found, planted))
    return pd.DataFrame(rows)


def _small(seed: int, count: int = ADVERTS, **case: float) -> tuple[list[str], np.ndarray]:
    parts = list(template_texts.lots(count, seed, **{"share": 0.4} | case))
    return [text for texts, _ in parts for text in texts.to_pylist()], np.concatenate([label for _, label in parts])


def growth(ways: list[str], chosen: dict[str, dict], sizes: list[int]) -> pd.DataFrame:
    """Measure time and memory by size; one row a way and size."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "adverts.parquet"
            template_texts.write(path, size, EVALUATION[0], edit=0.03)
            for way in ("floor", *ways, "dots, with slots"):
                if size > LARGEST[way.split(",")[0]]:
                    continue
                setting = json.dumps(chosen.get(way.split(",")[0], {}))
                printed, memory = measure(__file__, "--way", way, path, setting)
                rows.append({"way": way, "adverts": size, "memory": memory / 1024} | printed)
                print(f"measured: {way}, {size:,}", file=sys.stderr)
    return pd.DataFrame(rows)


def join(chosen: dict[str, dict], known: int = 100_000, new: int = 5_000) -> pd.DataFrame:
    """Measure what it costs to add adverts, beside starting anew with all."""
    from dots.corpus import resemblance

    parts = list(template_texts.lots(known + new, EVALUATION[0]))
    texts = [text for lot, _ in parts for text in lot.to_pylist()]
    keys = [f"board/{number}" for number in range(len(texts))]
    rows = []
    held = resemblance.nothing(chosen["dots"]["similarity"])
    for what, lot in ((f"the first {known:,}", slice(0, known)), (f"{new:,} more", slice(known, None))):
        start = time.process_time()
        held = resemblance.add(held, keys[lot], texts[lot])
        rows.append((what, time.process_time() - start))
    start = time.process_time()
    anew = resemblance.add(resemblance.nothing(held.similarity), keys, texts)
    rows.append(("all anew", time.process_time() - start))
    same = np.array_equal(np.unique(held.pairs, axis=0), np.unique(anew.pairs, axis=0))
    return pd.DataFrame([*rows, ("the same pairs", "yes" if same else "NO")], columns=["What", "CPU seconds"])


def draw(curves: pd.DataFrame, grown: pd.DataFrame) -> None:
    """Draw precision and recall along each knob, and CPU seconds by number of adverts."""
    from dots import figures

    ways = list(dict.fromkeys([*curves.get("way", []), *grown.get("way", [])]))
    colour = dict(zip(ways, figures.PALETTE, strict=False))
    if len(curves):
        figure, axes = figures.new(3.6, ncols=len(CURVES), nrows=2, sharey=True)
        for column, knob in enumerate(CURVES):
            for row, measure_ in enumerate(("precision", "recall")):
                mean = curves[curves["knob"] == knob].groupby(["way", "value"])[measure_].mean()
                for width, way in zip((5, 3, 1.5, 0.8), curves["way"].unique(), strict=False):  # they lie on each other
                    axes[row, column].plot(mean[way].index, mean[way], color=colour[way], label=way, lw=width)
                if knob in ("words", "burst"):
                    axes[row, column].set_xscale("log")
                    axes[row, column].set_xticks(CURVES[knob], [str(value) for value in CURVES[knob]])
                    axes[row, column].minorticks_off()
                axes[row, column].set_ylim(-0.02, 1.04)
                axes[row, 0].set_ylabel(measure_.capitalize())
            axes[1, column].set_xlabel(LABELS[knob])
        axes[0, 0].legend(loc="lower left")
        text = "; ".join(
            f"{way}: F1 {part['f1'].min():.2f} to {part['f1'].max():.2f} over all points"
            for way, part in curves.groupby("way")
        )
        _save(figure, "template_quality", "Pairs of adverts of one template, by how hard they are to find", text)
    if len(grown):
        figure, axis = figures.new(3.0)
        for way, part in grown.groupby("way"):
            axis.plot(part["adverts"], part["cpu"], "o-", color=colour[way], label=way)
        axis.set(xscale="log", yscale="log", xlabel="Adverts", ylabel="CPU seconds")
        axis.legend()
        text = "; ".join(
            f"{row.way}, {row.adverts:,} adverts: {row.cpu:,.1f} CPU seconds" for row in grown.itertuples()
        )
        _save(figure, "template_growth", "What it costs to find templates, by number of adverts", text)


def _save(figure: object, name: str, title: str, text: str) -> None:
    from dots import figures

    svg, png, alt = (FIGURES / f"{name}.{kind}" for kind in ("svg", "png", "json"))
    figures.save(figure, svg, png, alt, title=title, text=text)


def table(frame: pd.DataFrame) -> str:
    """Set a frame as a Markdown table."""
    lines = ["| " + " | ".join(frame.columns) + " |", "|---" + "|---:" * (frame.shape[1] - 1) + "|"]
    for row in frame.itertuples(index=False):
        cells = [f"{cell:.3g}" if isinstance(cell, float) and cell < 10 else _cell(cell) for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float | np.number) else str(value)


def main(parts: list[str]) -> None:
    """Measure, print, draw."""
    sizes = [int(part) for part in parts if part.isdigit()] or list(SIZES)
    wanted = {part for part in parts if not part.isdigit()} or {"quality", "growth", "join"}
    ways = installed()
    print("# Templates\n")
    for way in NEEDS.keys() - set(ways):
        print(f"Not installed, so not measured: {way}.\n")
    chosen = best_settings(ways)
    print("Settings, the best on development seeds:", json.dumps(chosen), "\n")
    curves, grown = pd.DataFrame(), pd.DataFrame()
    if "quality" in wanted:
        curves = quality(ways, chosen)
        usual = curves[curves["knob"] == "usual"]
        print(f"## {HEADLINE:,} adverts, three slots, 5 % of words edited\n")
        print(table(usual.groupby("way")[["precision", "recall", "f1", "ari", "cpu"]].mean().reset_index()), "\n")
        for knob in CURVES:
            part = curves[curves["knob"] == knob].groupby(["value", "way"])[["precision", "recall"]].mean()
            wide = part.apply(lambda row: f"{row['precision']:.3f} / {row['recall']:.3f}", axis=1).unstack("way")
            title = LABELS[knob].replace("\n", " ")
            print(f"## {title}: precision / recall\n\n{table(wide.reset_index().astype({'value': str}))}\n")
    if "growth" in wanted:
        grown = growth(ways, chosen, sizes)
        print("## Growth\n")
        print(table(_beside_floor(grown)), "\n")
        for way, part in grown.groupby("way"):
            if len(part) > 1:
                power = exponent(part.set_index("adverts")["cpu"])
                print(f"{way}: CPU time grows with the adverts to the power {power:.2f}")
    if "join" in wanted:
        print("\n## Adverts that join\n")
        print(table(join(chosen)), "\n")
    draw(curves, grown)


def _beside_floor(grown: pd.DataFrame) -> pd.DataFrame:
    base = grown[grown["way"] == "floor"].set_index("adverts")["cpu"]
    shown = grown[["way", "adverts", "cpu"]].assign(floors=grown["cpu"] / grown["adverts"].map(base))
    shown = shown.join(grown[["candidates", "seconds", "memory", "ari"]])
    return shown.set_axis(
        ["", "Adverts", "CPU s", "Floors", "of it candidates, CPU s", "Wall s", "Memory, GB", "ARI"], axis=1
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_way(sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[4]))
    else:
        main(sys.argv[1:])
