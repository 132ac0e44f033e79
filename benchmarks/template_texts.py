"""Adverts for the benchmark of templates: words by Zipf's law, bursts of edited copies, and stock phrases."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from dots.corpus.shingles import ranges

VOCABULARY = 20_000
PHRASES = 40
"""Stock phrases of six to fourteen words, the same for all."""
REPLACED, PUT_IN = 0.6, 0.8
"""Of edited words, the share replaced; from there on, up to the second, a word is put in; the others are dropped."""
LOT = 100_000
USUAL = {"edit": 0.05, "slots": 3, "words": 80, "burst": 8, "stock": 0.3, "share": 0.2}
"""Share of words edited, slots, words of a text, copies of a template, share of stock phrases, share in templates."""


def lots(count: int, seed: int, **changes: float) -> Iterator[tuple[pa.Array, np.ndarray]]:
    """Write adverts, a lot at a time: their texts and the numbers of their templates, in random order."""
    how, fixed = USUAL | changes, np.random.default_rng(1)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = pa.array(["".join(fixed.choice(letters, size)) for size in fixed.integers(2, 10, VOCABULARY)])
    sizes = fixed.integers(6, 15, PHRASES)
    phrases = _words(fixed, sizes.sum())
    rng, first = np.random.default_rng(seed), 0
    for start in range(0, count, LOT):
        written, template = _lot(rng, min(LOT, count - start), how, phrases, sizes)
        order = rng.permutation(len(template))
        texts = pc.binary_join(pa.ListArray.from_arrays(written[0], words.take(pa.array(written[1]))), " ")
        yield texts.take(pa.array(order)), template[order] + first
        first += template.max() + 1


def write(path: Path, count: int, seed: int, **changes: float) -> None:
    """Write adverts into a Parquet file: advert, text, template."""
    schema = pa.schema([("advert", pa.string()), ("text", pa.string()), ("template", pa.int64())])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        done = 0
        for texts, template in lots(count, seed, **changes):
            keys = pa.array([f"board/{number:08d}" for number in range(done, done + len(texts))])
            writer.write_table(pa.table([keys, texts, pa.array(template)], schema=schema))
            done += len(texts)


def _words(rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw words, the frequency of each about one over its rank."""
    return np.minimum((VOCABULARY ** rng.random(count)).astype(np.int64), VOCABULARY - 1)


def _lot(
    rng: np.random.Generator, count: int, how: dict, phrases: np.ndarray, sizes: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    copied = int(count * how["share"])
    bursts = 1 + rng.geometric(1 / max(how["burst"] - 1, 1), copied // 2 + 1)
    if how["burst"] >= copied:
        bursts = np.array([copied])
    template = np.repeat(np.arange(len(bursts)), bursts)[:copied]
    template = np.concatenate([template, np.arange(count - copied) + (template.max() + 1 if copied else 0)])
    # the texts that are copied
    length = rng.integers(how["words"] // 2, how["words"] * 3 // 2 + 1, template.max() + 1)
    at = np.cumsum(length) - length
    base = _words(rng, length.sum())
    number = np.round(how["stock"] * length / sizes.mean()).astype(np.int64)
    owner = np.repeat(np.arange(len(length)), number)
    phrase = rng.integers(0, len(sizes), len(owner))
    size = np.minimum(sizes[phrase], length[owner])
    place = at[owner] + (rng.random(len(owner)) * (length[owner] - size + 1)).astype(np.int64)
    base[ranges(place, size)] = phrases[ranges((np.cumsum(sizes) - sizes)[phrase], size)]
    slot = at[:, None] + (rng.random((len(length), how["slots"])) * length[:, None]).astype(np.int64)
    is_slot = np.zeros(len(base), dtype=bool)
    is_slot[slot.ravel()] = True
    # their copies
    source = ranges(at[template], length[template])
    word, advert = base[source], np.repeat(np.arange(count), length[template])
    filled = is_slot[source]
    word[filled] = _words(rng, filled.sum())
    edited = np.flatnonzero(rng.random(len(word)) < how["edit"])
    way = rng.random(len(edited))
    replaced, dropped = edited[way < REPLACED], edited[way >= PUT_IN]
    word[replaced] = _words(rng, len(replaced))
    before = edited[(way >= REPLACED) & (way < PUT_IN)]
    word[dropped] = -1
    word = np.insert(word, before, _words(rng, len(before)))
    advert = np.insert(advert, before, advert[before])
    word, advert = word[word >= 0], advert[word >= 0]
    starts = np.concatenate([[0], np.cumsum(np.bincount(advert, minlength=count))]).astype(np.int32)
    return (starts, word), template
