"""Whatever way a contact is written, a rule that knows it reads it back; ways come as often as their weights say."""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from dots.market import contacts, disguise, hiding
from dots.market.draws import Draws

RANGES = contacts.load_ranges(Path(__file__).parents[2] / "config/corpus/ofcom_drama_ranges.json")
LANGUAGES = ("en", "es", "ro", "pl")
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(2, 10), strict=True)
)
OTHER_WORDS = {
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    "ro": ["zero", "unu", "doi", "trei", "patru", "cinci", "sase", "sapte", "opt", "noua"],
    "pl": ["zero", "jeden", "dwa", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "dziewiec"],
}
SHAPES = {"О": "0", "о": "0", "Ο": "0", "Ӏ": "1", "І": "1", "Ι": "1", "З": "3", "Ч": "4", "б": "6"}


def numbers(count, seed=1):
    """Draw drama numbers in normal form, from every range in turn."""
    rng = np.random.default_rng(seed)
    parts = [part for part in RANGES if part["area"] != "Premium rate"]
    return [f"44{int(part['first']) + int(rng.integers(1000))}" for part in parts * (count // len(parts))]


def only(text):
    return re.sub(r"[^0-9]", "", text)


def any_digits(text):
    return "".join(str(unicodedata.digit(one)) for one in text if unicodedata.digit(one, None) is not None)


def of_words(text, words=UNITS):
    return "".join(one if one.isdigit() else str(words.index(one)) for one in text.split())


def bare(text):
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def latin(text):
    """Read Cyrillic and Greek letters as the Latin ones of their shape, which Unicode's names give away."""
    shapes = {"IE": "e", "ES": "c", "ER": "p", "HA": "x", "U": "y", "DZE": "s", "OMICRON": "o", "IOTA": "i",
              "UPSILON": "u", "NU": "v", "BYELORUSSIAN-UKRAINIAN I": "i", "A": "a", "O": "o"}  # fmt: skip
    read = []
    for one in text:
        found = re.fullmatch(r"(?:CYRILLIC|GREEK) SMALL LETTER (.+)", unicodedata.name(one))
        read.append(shapes[found[1]] if found else one)
    return "".join(read)


def edits(one, other):
    """Count the letters to add, drop, change or swap with the next (optimal string alignment)."""
    table = {(-1, -1): 0} | {(n, -1): n + 1 for n in range(len(one))} | {(-1, n): n + 1 for n in range(len(other))}
    for a, b in [(a, b) for a in range(len(one)) for b in range(len(other))]:
        cost = [table[a - 1, b] + 1, table[a, b - 1] + 1, table[a - 1, b - 1] + (one[a] != other[b])]
        if a and b and one[a] == other[b - 1] and one[a - 1] == other[b]:
            cost.append(table[a - 2, b - 2] + 1)
        table[a, b] = min(cost)
    return table[len(one) - 1, len(other) - 1]


def nearest(word):
    far = sorted((edits(word, unit), unit) for unit in UNITS)
    assert far[0][0] < far[1][0], f"{word} could be {far[0][1]} or {far[1][1]}"
    return far[0][1]


def sounds_like(word):
    """Read a word as the unit whose sound is closest."""
    said = dict(zip(["ziro", "wan", "too", "tree", "for", "faiv", "siks", "seven", "eit", "nain"], UNITS, strict=True))
    plain = word.replace("ck", "k").replace("y", "ai").replace("hr", "r").replace("eh", "e").replace("oh", "o")
    plain = {"wun": "wan", "tuu": "too", "aait": "eit"}.get(plain, plain).replace("aine", "ain").replace("aive", "aiv")
    return said[max(said, key=lambda sound: SequenceMatcher(None, plain, sound).ratio())]


def of_hundreds(text):
    digits = ""
    for part in text.split(", "):
        first, _, second = part.replace(" ", "-").partition("-")
        if second == "hundred":
            digits += f"{UNITS.index(first)}00"
        elif second:
            digits += f"{TENS[first]}{UNITS.index(second)}"
        else:
            digits += str(10 + TEENS.index(first) if first in TEENS else UNITS.index(first))
    return digits


def of_doubles(text):
    times, digits = 1, ""
    for word in text.split():
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
        else:
            digits += times * str(("oh", *UNITS[1:]).index(word))
            times = 1
    return digits


def of_turned(text):
    digits = only(text)
    if re.search("begins|empieza|începe|zaczyna", text):
        return digits[6:] + digits[:6]
    assert re.search("backwards|right to left|al revés|invers|od tyłu", text)
    return digits[::-1]


def of_sum(text):
    last = re.search(r"(\d)([+-])(\d)$|(\d\d?)-(\d)$", text)
    return only(text[: last.start()]) + str(eval(last[0]))


READERS = {
    "international": lambda text, language: "0" + only(text)[2:],
    "spelled": lambda text, language: of_words(text),
    "mixed": lambda text, language: of_words(text),
    "circled": lambda text, language: any_digits(text),
    "fullwidth": lambda text, language: any_digits(text),
    "styled": lambda text, language: any_digits(text),
    "other_script": lambda text, language: any_digits(text),
    "lookalike": lambda text, language: only(text.translate(str.maketrans("oOlI|", "00111"))),
    "misspelt": lambda text, language: of_words(" ".join(map(nearest, text.split()))),
    "sounded": lambda text, language: of_words(" ".join(map(sounds_like, text.split()))),
    "homoglyph_words": lambda text, language: of_words(latin(text)),
    "homoglyph_digits": lambda text, language: only("".join(SHAPES.get(one, one) for one in text)),
    "leet": lambda text, language: of_words(text.translate(str.maketrans("013", "oie"))),
    "hundreds": lambda text, language: of_hundreds(text),
    "doubled": lambda text, language: of_doubles(text),
    "turned": lambda text, language: of_turned(text),
    "sum": lambda text, language: of_sum(text),
    "native_words": lambda text, language: of_words(bare(text), OTHER_WORDS[language]),
}
"""How to read a number back, in national form; where nothing is said, by its digits alone."""


def read_text(text, way, language):
    """Read an address or a handle back."""
    text = latin(text.replace("\u200b", "")) if way != "said_abroad" else text
    if way == "said_abroad":
        return re.sub(" (punto|punct|kropka) ", ".", re.sub(" (arroba|arond|małpa) ", "@", text))
    if way == "last_first":
        ending, _, host, _, name = text.partition(" (")[0].split(" ")
        return f"{name}@{host}.{ending}"
    if way == "no_sign":
        return "@" + text.split(" ")[-1]
    if way == "dotted":
        return text.replace(".", "")
    return text.replace("(at)", "@").replace("(dot)", ".").replace(" ", "")


def every(kind):
    """List every way of a kind with each language it occurs in."""
    return [
        (group, way, language)
        for group in hiding.WAYS
        for language in LANGUAGES
        for way in hiding.allowed(group, kind, "noticeboard", language)[0]
    ]


def near(counts, weights, draws):
    if len(weights) == 1:
        return set(counts) == set(weights)
    total = sum(weights.values())
    expected = [draws * weights[way] / total for way in weights]
    return stats.chisquare([counts[way] for way in weights], expected).pvalue > 0.001


@pytest.mark.parametrize(("group", "way", "language"), every("phone"))
def test_a_rule_that_knows_the_way_reads_the_number_back(group, way, language):
    draws = Draws(3)
    reader = READERS.get(way, lambda text, language: only(text))
    for value in numbers(400):
        written, title = hiding.write(("phone", value), way, "noticeboard", language, draws)
        assert reader(title + written, language) == "0" + value[2:], written
        assert bool(title) == (way == "split")


@pytest.mark.parametrize("kind", ["email", "handle"])
def test_a_rule_that_knows_the_way_reads_addresses_and_handles_back(kind):
    draws = Draws(4)
    for value in ("moonrose_42", "crystalivory_8", "starjade_1234"):
        value = f"{value}@example.org" if kind == "email" else f"@{value}"
        for _, way, language in every(kind) * 5:
            written, title = hiding.write((kind, value), way, "noticeboard", language, draws)
            assert read_text(written, way, language) == value, (way, written)
            assert not title
            assert (written == value) == (way == "plain")


def test_only_open_ways_show_the_number_to_a_rule_that_knows_digits_and_signs():
    draws = Draws(5)
    for group, way, language in every("phone"):
        seen = [
            "0" + value[2:] in re.sub(r"[ ()]|\+44", "", "0" * (way == "international") + written)
            for value in numbers(200)
            for written, _ in [hiding.write(("phone", value), way, "noticeboard", language, draws)]
        ]
        assert all(seen) if group == "open" else not any(seen) or way == "separators", way


def test_no_way_shows_a_number_outside_the_drama_ranges():
    """Not even backwards: to whom would it belong?"""
    draws = Draws(6)
    drama = {f"44{number}" for part in RANGES for number in range(int(part["first"]), int(part["last"]) + 1)}
    joined = str.maketrans("", "", " .-/*_()+\u200b")
    for _, way, language in every("phone"):
        for value in numbers(1000, seed=2):
            written, title = hiding.write(("phone", value), way, "noticeboard", language, draws)
            text = "".join(str(unicodedata.digit(one, one)) for one in f"{title} {written}".translate(joined))
            for run in re.findall(r"\d{10,}", text):
                found = [f"44{run[place + 1 : place + 11]}" for place in range(len(run)) if run[place] == "0"]
                found += [run[place : place + 12] for place in range(len(run)) if run[place : place + 2] == "44"]
                found += [f"44{run[place : place + 10]}" for place in range(len(run)) if run[place] == "7"]
                assert {one for one in found if len(one) == 12} <= drama, (way, written)


def test_misspelt_words_are_always_there_and_are_no_number_words():
    for value in numbers(200):
        written, _ = hiding.write(("phone", value), "misspelt", "noticeboard", "en", Draws(int(value)))
        assert set(written.split()) - set(UNITS)
    wrong = [word for words in (*disguise.MISSPELT, disguise.SOUNDED, disguise.LEET) for word in words]
    assert len(set(wrong)) == len(wrong)
    assert not set(wrong) & set(UNITS)


def test_filler_words_and_cues_say_no_number():
    sayings = [*disguise.LAST.values(), *disguise.HALVES.values(), *disguise.FROM_THE_END.values()]
    sayings += [one for part in (disguise.FILLERS, disguise.BACKWARDS) for several in part.values() for one in several]
    words = {bare(word) for saying in sayings for word in re.findall(r"\w+", saying)}
    assert not words & {*UNITS, *TEENS, *TENS, *(word for part in OTHER_WORDS.values() for word in part)}
    assert not any(only(saying) for saying in sayings)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["phone", "email", "handle"])
def test_ways_come_as_often_as_their_weights_say(kind, language):
    draws = Draws(8)
    for crafty, group in ((0.0, "hidden"), (1.0, "crafty")):
        chosen = [
            hiding.choose(kind, True, {"crafty_share": crafty}, "noticeboard", language, draws) for _ in range(20_000)
        ]
        weights = {
            name: way.weight
            for name, way in hiding.WAYS[group].items()
            if kind in way.kinds and language in (way.languages or LANGUAGES)
        }
        assert set(chosen) == set(weights)
        assert near(Counter(chosen), weights, len(chosen))
    chosen = Counter(
        hiding.choose(kind, False, {"crafty_share": 1.0}, "social", language, draws) for _ in range(20_000)
    )
    assert near(chosen, {name: way.weight for name, way in hiding.OPEN.items() if kind in way.kinds}, 20_000)


def test_crafty_share_is_the_share_of_hidden_contacts_in_crafty_ways():
    draws = Draws(9)
    chosen = Counter(
        hiding.GROUP[hiding.choose("phone", True, {"crafty_share": 0.4}, "citylist", "en", draws)]
        for _ in range(20_000)
    )
    assert set(chosen) == {"hidden", "crafty"}
    assert abs(chosen["crafty"] / 20_000 - 0.4) < 4 * (0.4 * 0.6 / 20_000) ** 0.5


def test_the_feed_has_no_titles_and_english_adverts_have_no_foreign_number_words():
    assert "split" not in hiding.allowed("hidden", "phone", "social", "en")[0]
    assert "native_words" not in hiding.allowed("crafty", "phone", "noticeboard", "en")[0]
    assert "native_words" in hiding.allowed("crafty", "phone", "noticeboard", "ro")[0]
    with pytest.raises(ValueError, match="split"):
        hiding.write(("phone", "447700900123"), "split", "social", "en", Draws(1))


def test_every_way_has_one_name_a_line_for_readers_and_a_writer_for_each_kind():
    assert sum(map(len, hiding.WAYS.values())) == len(hiding.GROUP)
    assert all(way.shows and way.weight > 0 for table in hiding.WAYS.values() for way in table.values())
    planned = {(kind, name) for table in hiding.WAYS.values() for name, way in table.items() for kind in way.kinds}
    written = {("phone", way) for way in disguise.PHONES} | set(disguise.TEXTS)
    assert planned - written == {("phone", "split")}
    assert not written - planned


def test_numbers_of_several_rooms_are_drawn():
    """The tests above see every range."""
    assert len({value[:8] for value in numbers(400)}) == len(RANGES) - 1
    assert all(one != other for one, other in pairwise(numbers(400)))
