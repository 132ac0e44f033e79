"""Ways of hiding that the simulated market does not know are read as well.

Both lists were written down before the rules were tried on them, the second after the first had been mended.
docs/corpus.md says how many were read at the first try, which is the fairer measure, and what was mended then.
"""

import random

import later_ways
import pytest
import unseen_ways

from dots.corpus import contacts, skeleton

DRAWS = 12
ADVERTS = (
    "Hello gentlemen, I am 23, 5ft 6 and open 10:00 to 22:00. Call {}. 1 hour £120, kisses",
    "Just arrived, two nights only!! {} \nask for Anna, room for 2",
    "{}",
)


def numbers(draws):
    """Draw numbers: for drama, and as they are in use."""
    for _ in range(DRAWS):
        last, six = draws.randrange(1000), draws.randrange(10**6)
        in_use = f"07{draws.choice((411, 520, 733, 845, 972))}{six:06d}"
        yield draws.choice((f"07700900{last:03d}", f"07700900{last:03d}", f"02079460{last:03d}", in_use))


def shares(ways, kind, ranges):
    """Give the share of contacts found by way, and how many others were."""
    found, others = {}, 0
    for name, write in ways.items():
        draws = random.Random(name)
        values = list(numbers(draws)) if kind == "phone" else later_ways.VALUES[kind]
        right = 0
        for value in values:
            text = draws.choice(ADVERTS).format(write(value, draws))
            read = [item.value for item in contacts.find(skeleton.of(text), ranges) if item.kind == kind and item.value]
            expected = f"44{value[1:]}" if kind == "phone" else value
            right += expected in read
            others += sum(one != expected for one in read)
        found[name] = right / len(values)
    return found, others


@pytest.mark.parametrize("ways", [unseen_ways.PHONES, later_ways.PHONES], ids=["first list", "second list"])
def test_numbers_hidden_in_ways_never_shown_are_found(ways, ranges):
    found, others = shares(ways, "phone", ranges)
    assert sum(found.values()) / len(found) >= 0.8, sorted(found.items(), key=lambda item: item[1])
    assert others <= 0.03 * DRAWS * len(found)


@pytest.mark.parametrize("kind", ["email", "handle"])
def test_addresses_hidden_in_ways_never_shown_are_found(kind, ranges):
    found, others = shares(later_ways.TEXTS[kind], kind, ranges)
    assert sum(found.values()) / len(found) >= 0.8, sorted(found.items(), key=lambda item: item[1])
    assert others <= 1
