"""Masked texts as tokens, counted once for all later stages: vocabulary, phrases and a sparse matrix of counts.

Texts are skeletons in which contacts and places stand as `<phone>`, `<place>` and so on and digits as `0`, so that no
model can learn a number or a town. Two passes go through the adverts row group by row group: the first counts words,
the second writes. Memory grows with the vocabulary, not with the adverts; the bytes do not depend on the number of
processes.

Phrases are counted as in Park, Chen and Yu (1995, An effective hash-based algorithm for mining association rules,
SIGMOD): the first pass counts them in a fixed number of buckets, and only those in a bucket that is full enough are
counted by name in the second.
"""

from __future__ import annotations

import logging
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as arrow

from dots.corpus import row_groups
from dots.tables.corpus import ADVERT_TEXTS, PHRASES, VOCABULARY

logger = logging.getLogger(__name__)

TOKEN = re.compile(r"<[^<>\s]*>|[a-z0-9]+(?:['\u2019-][a-z0-9]+)*")
"""A mask, or letters and digits with apostrophes and hyphens inside."""
PHRASE_WORDS = 3
LEAST = 2
"""Fewest adverts of a word in the vocabulary: one that is in one advert alone tells nothing, and may be a name."""
LEAST_PHRASE = 10
"""Fewest adverts of a phrase."""
BUCKETS = 1 << 20
_COLUMNS = ["advert", "text"]
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Counted:
    """What the first pass finds: adverts and occurrences of each word, and adverts by bucket of phrases."""

    adverts: Counter
    occurrences: Counter
    buckets: np.ndarray


@dataclass(frozen=True)
class Known:
    """What the second pass knows: the column of each word, and which buckets may hold a phrase."""

    columns: dict[str, int]
    full: np.ndarray


def split(text: str) -> list[str]:
    """Split a masked text into tokens, in reading order."""
    return TOKEN.findall(text)


def phrases(words: list[str]) -> list[tuple[str, ...]]:
    """List all stretches of three words."""
    return list(zip(*(words[step:] for step in range(PHRASE_WORDS)), strict=False))


def write(
    adverts: Path, workers: int, folder: Path, *, texts: Path, vocabulary: Path, common: Path, counts: Path
) -> None:
    """Write tokens, vocabulary, phrases and counts of adverts.

    Parameters
    ----------
    adverts
        Table `adverts`.
    workers
        Processes.
    folder
        Temporary folder.
    texts, vocabulary, common, counts
        Where to write `advert_texts`, `vocabulary`, `phrases` and the matrix: one row an advert, one column a word of
        the vocabulary, as `scipy.sparse.load_npz` reads it.
    """
    held, occurrences, buckets = Counter(), Counter(), np.zeros(BUCKETS, dtype=np.int64)
    for part in row_groups.each(adverts, _count, workers=workers, columns=_COLUMNS):
        held.update(part.adverts)
        occurrences.update(part.occurrences)
        buckets += part.buckets
    terms = sorted(term for term, number in held.items() if number >= LEAST)
    table = pd.DataFrame({"term": terms, "number": range(len(terms))})
    for name, counter in (("adverts", held), ("occurrences", occurrences)):
        table[name] = np.array([counter[term] for term in terms], dtype=np.int64)
    VOCABULARY.write(table.astype({"term": "str"}), vocabulary)
    known = Known({term: number for number, term in enumerate(terms)}, buckets >= LEAST_PHRASE)
    named, sizes = Counter(), [np.zeros(1, dtype=np.int64)]
    indices, data = folder / "indices.raw", folder / "data.raw"
    with ADVERT_TEXTS.writing(texts) as write_texts, indices.open("wb") as to_indices, data.open("wb") as to_data:
        for rows, columns, values, lengths, found in row_groups.each(
            adverts, _write, known, workers=workers, columns=_COLUMNS
        ):
            write_texts(ADVERT_TEXTS.arrow(rows, texts))
            to_indices.write(columns.tobytes())
            to_data.write(values.tobytes())
            sizes.append(lengths)
            named.update(found)
    usual = sorted((phrase, number) for phrase, number in named.items() if number >= LEAST_PHRASE)
    PHRASES.write(
        pd.DataFrame(usual, columns=["phrase", "adverts"]).astype({"phrase": "str", "adverts": "int64"}), common
    )
    logger.info(
        "%d of %d words are in %d or more adverts; %d phrases of %d words in %d or more",
        len(terms), len(held), LEAST, len(usual), PHRASE_WORDS, LEAST_PHRASE,
    )  # fmt: skip
    _save(counts, np.cumsum(np.concatenate(sizes)), indices, data, len(terms))


def _count(group: arrow.Table) -> Counted:
    adverts, occurrences, buckets = Counter(), Counter(), np.zeros(BUCKETS, dtype=np.int64)
    for text in group["text"].to_pylist():
        words = split(text)
        occurrences.update(words)
        adverts.update(set(words))
        np.add.at(buckets, list({_bucket(phrase) for phrase in phrases(words)}), 1)
    return Counted(adverts, occurrences, buckets)


def _write(group: arrow.Table, known: Known) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray, Counter]:
    """Give the rows of `advert_texts`, the columns and counts of the matrix, words in each row, and phrases."""
    rows, columns, values, lengths, found = [], [], [], [], Counter()
    for advert, text in zip(group["advert"].to_pylist(), group["text"].to_pylist(), strict=True):
        words = split(text)
        rows.append((advert, " ".join(words), len(words)))
        here = sorted((known.columns[word], count) for word, count in Counter(words).items() if word in known.columns)
        columns += [column for column, _ in here]
        values += [count for _, count in here]
        lengths.append(len(here))
        found.update(" ".join(phrase) for phrase in set(phrases(words)) if known.full[_bucket(phrase)])
    frame = pd.DataFrame(rows, columns=["advert", "tokens", "words"]).astype({"advert": "str", "tokens": "str"})
    return frame, np.array(columns, np.int32), np.array(values, np.int32), np.array(lengths, np.int64), found


def _bucket(phrase: tuple[str, ...]) -> int:
    return zlib.crc32(" ".join(phrase).encode()) % BUCKETS


def _save(path: Path, starts: np.ndarray, indices: Path, data: Path, terms: int) -> None:
    """Write a compressed sparse row matrix as SciPy does, its long arrays from files, the same bytes each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {"format": np.array(b"csr"), "shape": np.array([len(starts) - 1, terms], np.int64), "indptr": starts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, array in whole.items():
            with package.open(zipfile.ZipInfo(f"{name}.npy", _STAMP), "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
        for name, raw in (("indices", indices), ("data", data)):
            entry = zipfile.ZipInfo(f"{name}.npy", _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            head = {"descr": "<i4", "fortran_order": False, "shape": (int(starts[-1]),)}
            with package.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array_header_1_0(member, head)
                for chunk in _chunks(raw):
                    member.write(chunk)


def _chunks(path: Path, size: int = 1 << 20) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(size):
            yield chunk
