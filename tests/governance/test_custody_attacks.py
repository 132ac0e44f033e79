"""Whatever somebody does to a custody log whose head was noted, verifying it names the first record it was done to."""

import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dots.governance import chain, custody

TEXT = st.text(max_size=12)
FACTS = st.dictionaries(
    TEXT, st.recursive(st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT, st.lists),
    max_size=3,
)  # fmt: skip
LOGS = st.lists(st.tuples(TEXT, FACTS), min_size=2, max_size=7)


def write(events) -> list[bytes]:
    """Write a log as it would be, without the disk."""
    end, lines = chain.Mark(0, chain.FIRST), []
    for number, (event, facts) in enumerate(events, start=1):
        line, head = chain.line_after(event, facts, end)
        lines.append(line)
        end = chain.Mark(number, head)
    return lines


def named(original: list[bytes], tampered: bytes) -> int:
    """Give the number of the record that is named as the first wrong one."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "custody.jsonl")
        log.write_bytes(b"".join(original))
        custody.verify(log)
        mark = custody.end(log)
        log.write_bytes(tampered)
        with pytest.raises(chain.BrokenLog) as caught:
            custody.verify(log, marks=[mark])
    assert re.search(rf"\b{caught.value.record}\b", str(caught.value).split(".jsonl: ")[1])
    return caught.value.record


@given(LOGS, st.data())
@settings(deadline=None, max_examples=150)
def test_any_changed_byte(events, data):
    lines = write(events)
    content = b"".join(lines)
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
    tampered = content[:place] + bytes([byte]) + content[place + 1 :]
    assert named(lines, tampered) == content[:place].count(b"\n") + 1


@given(LOGS, st.data())
@settings(deadline=None, max_examples=60)
def test_any_byte_put_in_or_taken_out(events, data):
    lines = write(events)
    content = b"".join(lines)
    place = data.draw(st.integers(0, len(content) - 1))
    assert named(lines, content[:place] + content[place + 1 :]) == content[:place].count(b"\n") + 1
    byte = data.draw(st.binary(min_size=1, max_size=1))
    assert named(lines, content[:place] + byte + content[place:]) == (
        content[:place].count(b"\n") + 1 + (byte == content[place : place + 1] == b"\n")
    )


@given(LOGS, st.data())
@settings(deadline=None, max_examples=50)
def test_any_deleted_records(events, data):
    lines = write(events)
    start = data.draw(st.integers(0, len(lines) - 1))
    stop = data.draw(st.integers(start + 1, len(lines)))
    assert named(lines, b"".join(lines[:start] + lines[stop:])) == start + 1


@given(LOGS, st.data())
@settings(deadline=None, max_examples=50)
def test_any_two_records_swapped(events, data):
    lines = write(events)
    one, two = sorted(data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True)))
    tampered = [*lines[:one], lines[two], *lines[one + 1 : two], lines[one], *lines[two + 1 :]]
    assert named(lines, b"".join(tampered)) == one + 1


@given(LOGS, st.data())
@settings(deadline=None, max_examples=50)
def test_any_record_doubled_anywhere(events, data):
    lines = write(events)
    which = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines)))
    tampered = lines[:place] + [lines[which]] + lines[place:]
    first = next(
        number for number, line in enumerate(tampered, start=1) if number > len(lines) or line != lines[number - 1]
    )
    assert named(lines, b"".join(tampered)) == first


@given(LOGS, st.data())
@settings(deadline=None, max_examples=50)
def test_any_cut_at_any_byte(events, data):
    lines = write(events)
    content = b"".join(lines)
    place = data.draw(st.integers(0, len(content) - 1))
    assert named(lines, content[:place]) == content[:place].count(b"\n") + 1


@given(LOGS, st.data())
@settings(deadline=None, max_examples=50)
def test_any_record_replaced_by_one_with_a_fresh_hash(events, data):
    lines = write(events)
    which = data.draw(st.integers(0, len(lines) - 1))
    previous = json.loads(lines[which])["previous"]
    forged, _ = chain.line_after("forged", {"by": "somebody"}, chain.Mark(which, previous))
    tampered = [*lines[:which], forged, *lines[which + 1 :]]
    number = named(lines, b"".join(tampered))
    # the last record has none after it that would betray it: the mark says that it is among those up to the end
    assert number == (which + 1 if which + 1 < len(lines) else 1)
