"""The ways of finding templates that the benchmark sets beside each other, and what is tried of each.

Each takes texts and gives the number of the group of every text, and the CPU seconds that its candidates took.
"""

import importlib.util
import time
from pathlib import Path

import numpy as np
import pandas as pd

NEEDS = {"dots": "dots", "rensa": "rensa", "datasketch": "datasketch", "scikit-learn": "sklearn"}
THREADS = 2
SETTINGS = {
    "dots": [{"similarity": at} for at in (0.15, 0.2, 0.25, 0.3)],
    "rensa": [{"similarity": at, "bands": bands, "rows": rows}
              for at in (0.15, 0.2, 0.25, 0.3) for bands, rows in ((128, 1), (64, 2), (42, 3))],
    "datasketch": [{"similarity": at, "bands": bands, "rows": rows}
                   for at in (0.2, 0.25) for bands, rows in ((64, 2), (42, 3))],
    "scikit-learn": [{"similarity": at} for at in (0.15, 0.2, 0.25, 0.3)],
}  # fmt: skip
"""What is tried on the development seeds; the similarity is the least that makes a pair."""
LARGEST = {"dots": 4_000_000, "floor": 4_000_000, "rensa": 1_000_000, "datasketch": 100_000, "scikit-learn": 100_000}
"""Most adverts that each is given; the others would take hours."""


def installed() -> list[str]:
    """List the ways that can be measured here; the others are named in the output."""
    return [way for way, module in NEEDS.items() if importlib.util.find_spec(module)]


def dots(texts: list[str], similarity: float) -> tuple[np.ndarray, float]:
    """Find the templates as the study does, without what describes them."""
    return _dots(texts, similarity)[:2]


def dots_with_slots(texts: list[str], similarity: float) -> tuple[np.ndarray, float]:
    """Find the templates and the consensus with slots of each."""
    from dots.corpus import consensus

    component, spent, held = _dots(texts, similarity)
    consensus.consensus(pd.Series(texts, dtype=object), component, np.full(len(texts), -1), held)
    return component, spent


def _dots(texts: list[str], similarity: float) -> tuple[np.ndarray, float, object]:
    from dots.corpus import neighbours
    from dots.corpus.shingles import shingle

    held = shingle(texts, THREADS)
    start = time.process_time()
    codes = neighbours.candidates(neighbours.postings(held, threads=THREADS), threads=THREADS)
    spent = time.process_time() - start
    return _components(neighbours.similar(held, codes, similarity, THREADS), len(texts)), spent, held


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

    hashes, _ = all_words(read(path)["text"].tolist())
    hashes[:-2] = mixed(mixed(hashes[:-2] + hashes[1:-1] * np.uint64(3)) + hashes[2:] * np.uint64(5))
    hashes.sort()


def read(path: Path) -> pd.DataFrame:
    """Read the texts."""
    return pd.read_parquet(path, columns=["text"])


def _components(pairs: np.ndarray, count: int) -> np.ndarray:
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs), dtype=bool)
    return connected_components(sparse.coo_array((ones, tuple(pairs.T)), shape=(count, count)), directed=False)[1]


def _jaccard(one: set, two: set) -> float:
    return len(one & two) / len(one | two)


WAYS = {
    "dots": dots,
    "dots, with slots": dots_with_slots,
    "rensa": rensa,
    "datasketch": datasketch,
    "scikit-learn": scikit_learn,
}
