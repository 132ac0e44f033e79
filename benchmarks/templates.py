"""How well and how fast adverts of one template are found, beside other ways, and how the cost grows up to millions.

Every way works on the same file in a process of its own, at the setting that was best on development seeds, and times
are CPU seconds beside wall time. Quality is by pairs of adverts (precision, recall, F1) and by the adjusted Rand index
(ARI). The floor is what any such method must do: read the file, hash all word 3-grams once, sort the hashes once. A way
that is not installed is named.

`python benchmarks/templates.py` prints all tables and draws the figures; `... quality`, `... growth` or `... join` does
a part; `... growth 100000 1000000` takes these sizes.
"""

import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import template_texts
from growth import exponent, measure

SIZES = (100_000, 1_000_000, 4_000_000)
FIGURES = Path("docs/figures")
NEEDS = {"dots": "dots", "rensa": "rensa", "datasketch": "datasketch", "scikit-learn": "sklearn"}
THREADS = 2
SETTINGS = {
    "dots": [{"similarity": at} for at in (0.15, 0.2, 0.25, 0.3)],
    "rensa": [{"similarity": at, "bands": bands, "rows": rows}
              for at in (0.15, 0.2, 0.25, 0.3) for bands, rows in ((128, 1), (64, 2), (42, 3))],
    "datasketch": [{"similarity": at, "bands": bands, "rows": rows}
                   for at in (0.15, 0.2, 0.25, 0.3) for bands, rows in ((64, 2), (42, 3))],
    "scikit-learn": [{"similarity": at} for at in (0.15, 0.2, 0.25, 0.3)],
}  # fmt: skip
"""What is tried on the development seeds; the similarity is the least that makes a pair."""
LARGEST = {"dots": 4_000_000, "floor": 4_000_000, "rensa": 1_000_000, "datasketch": 100_000, "scikit-learn": 100_000}
"""Most adverts that each is given; the others would take hours."""
DEVELOPMENT, EVALUATION = (1, 2), (1001, 1002, 1003)
CURVES = {
    "edit": (0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2),
    "slots": (0, 3, 6, 12, 20),
    "words": (20, 40, 80, 160),
    "burst": (2, 8, 50, 1000),
    "stock": (0.0, 0.2, 0.4, 0.6),
}
LABELS = {
    "edit": "Share of words edited", "slots": "Slots", "words": "Words of a text", "burst": "Copies of a template",
    "stock": "Share of stock phrases",
}  # fmt: skip
ADVERTS = 5_000


def installed() -> list[str]:
    """List the ways that can be measured here; the others are named in the output."""
    return [way for way, module in NEEDS.items() if importlib.util.find_spec(module)]


def dots(texts: list[str], similarity: float) -> tuple[np.ndarray, float]:
    """Find the templates as the study does, descriptions left out; components, and CPU seconds of the candidates."""
    from dots.corpus import neighbours
    from dots.corpus.shingles import shingle

    held = shingle(texts, THREADS)
    start = time.process_time()
    codes = neighbours.candidates(neighbours.postings(held, threads=THREADS), threads=THREADS)
    spent = time.process_time() - start
    return _components(neighbours.similar(held, codes, similarity, THREADS), len(texts)), spent


def rensa(texts: list[str], similarity: float, bands: int, rows: int) -> tuple[np.ndarray, float]:
    """Take candidates from MinHash bands of rensa over our 3-grams; a text is compared with the next eight."""
    from rensa import RMinHash

    from dots.corpus import neighbours
    from dots.corpus.shingles import shingle

    held, count = shingle(texts, THREADS), len(texts)
    start = time.process_time()
    codes = []
    digests = np.empty((count, bands * rows), dtype=np.uint32)
    for first in range(0, count, 50_000):
        part = held.starts[first : first + 50_001]
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            held.grams[part[0] : part[-1]], (part - part[0]).astype(np.uint64), bands * rows, 1
        )
        digests[first : first + 50_000] = matrix.to_rows()
    for band in range(bands):
        columns = digests[:, band * rows : (band + 1) * rows].astype(np.uint64)
        key = columns[:, 0]
        for row in range(1, rows):
            key = key * np.uint64(0x9E3779B97F4A7C15) ^ columns[:, row]
        order = np.argsort(key, kind="stable").astype(np.uint64)
        key = key[order]
        for step in range(1, 9):
            same = np.flatnonzero(key[:-step] == key[step:])
            codes.append(order[same] << np.uint64(neighbours.PLACE) | order[same + step])
    codes = np.sort(np.concatenate(codes))
    codes = codes[np.diff(codes, prepend=np.uint64(0)) != 0]
    spent = time.process_time() - start
    return _components(neighbours.similar(held, codes, similarity, THREADS), count), spent


def datasketch(texts: list[str], similarity: float, bands: int, rows: int) -> tuple[np.ndarray, float]:
    """Take candidates from datasketch's MinHash and LSH, and compare their sets of 3-grams."""
    from datasketch import MinHash, MinHashLSH

    start, pairs = time.process_time(), []
    sets = [{" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))} for words in map(str.split, texts)]
    index = MinHashLSH(num_perm=bands * rows, params=(bands, rows))
    for number, grams in enumerate(sets):
        sketch = MinHash(bands * rows)
        sketch.update_batch([gram.encode() for gram in grams])
        pairs += [(other, number) for other in index.query(sketch)]
        index.insert(number, sketch)
    spent = time.process_time() - start
    kept = [pair for pair in pairs if _jaccard(sets[pair[0]], sets[pair[1]]) >= similarity]
    return _components(np.array(kept, dtype=np.int64).reshape(-1, 2), len(texts)), spent


def scikit_learn(texts: list[str], similarity: float) -> tuple[np.ndarray, float]:
    """Compare all with all by the product of scikit-learn's matrix of hashed 3-grams with itself."""
    from sklearn.feature_extraction.text import HashingVectorizer

    start = time.process_time()
    vectors = HashingVectorizer(ngram_range=(3, 3), binary=True, norm=None, alternate_sign=False, token_pattern=r"\w+")
    grams = vectors.transform(texts).astype(np.float32)
    sizes, turned, found = np.asarray(grams.sum(axis=1)).ravel(), grams.T.tocsr(), []
    for first in range(0, len(texts), 2000):
        common = (grams[first : first + 2000] @ turned).tocoo()
        one, two = common.row + first, common.col
        kept = (one < two) & (common.data >= similarity * (sizes[one] + sizes[two] - common.data))
        found.append(np.column_stack([one[kept], two[kept]]))
    return _components(np.concatenate(found), len(texts)), time.process_time() - start


def floor(path: Path) -> None:
    """Read, hash all word 3-grams once, sort the hashes once."""
    from dots.corpus.shingles import all_words, mixed

    hashes, _ = all_words(_read(path)["text"].tolist())
    hashes[:-2] = mixed(mixed(hashes[:-2] + hashes[1:-1] * np.uint64(3)) + hashes[2:] * np.uint64(5))
    hashes.sort()


def consensus(path: Path, component: np.ndarray) -> int:
    """Find the consensus with slots of every template of two or more; how many words and slots they have."""
    from dots.corpus import consensus as slots
    from dots.corpus.shingles import shingle

    texts = _read(path)["text"]
    return len(slots.consensus(texts, component, np.full(len(component), -1), shingle(texts.tolist(), THREADS)))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path, columns=["text"])


def _components(pairs: np.ndarray, count: int) -> np.ndarray:
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs), dtype=bool)
    return connected_components(sparse.coo_array((ones, tuple(pairs.T)), shape=(count, count)), directed=False)[1]


def _jaccard(one: set, two: set) -> float:
    return len(one & two) / len(one | two)


WAYS = {"dots": dots, "rensa": rensa, "datasketch": datasketch, "scikit-learn": scikit_learn}


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
    elif way == "dots, with slots":
        component, spent = dots(_read(path)["text"].tolist(), **setting)
        consensus(path, component)
    else:
        component, spent = WAYS[way](_read(path)["text"].tolist(), **setting)
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
    """Measure quality along each curve on evaluation seeds; one row a way, knob, value and seed."""
    rows = []
    for knob, values in CURVES.items():
        for value in values:
            for seed in EVALUATION:
                texts, planted = _small(seed, **{knob: value})
                for way in ways:
                    start = time.process_time()
                    found, _ = WAYS[way](texts, **chosen[way])
                    cpu = time.process_time() - start
                    rows.append({"way": way, "knob": knob, "value": value, "cpu": cpu} | judge(found, planted))
    return pd.DataFrame(rows)


def _small(seed: int, **case: float) -> tuple[list[str], np.ndarray]:
    parts = list(template_texts.lots(ADVERTS, seed, **{"share": 0.4} | case))
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
                for way in curves["way"].unique():
                    axes[row, column].plot(mean[way].index, mean[way], ".-", color=colour[way], label=way, alpha=0.8)
                if knob in ("words", "burst"):
                    axes[row, column].set_xscale("log")
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
        usual = curves[(curves["knob"] == "edit") & (curves["value"] == template_texts.USUAL["edit"])]
        print(f"## {ADVERTS:,} adverts, three slots, 5 % of words edited\n")
        print(table(usual.groupby("way")[["precision", "recall", "f1", "ari", "cpu"]].mean().reset_index()), "\n")
        for knob in CURVES:
            part = curves[curves["knob"] == knob].groupby(["value", "way"])[["precision", "recall"]].mean()
            wide = part.apply(lambda row: f"{row['precision']:.3f} / {row['recall']:.3f}", axis=1).unstack("way")
            print(f"## {LABELS[knob]}: precision / recall\n\n{table(wide.reset_index().astype({'value': str}))}\n")
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
