"""The custody log names the first record that somebody changed, deleted or moved."""

import json

import pytest

from dots.governance import custody


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "custody.jsonl"
    for number in range(1, 6):
        custody.append(path, f"event {number}", count=number)
    return path


def lines(log) -> list[str]:
    return log.read_text().splitlines()


def rewrite(log, content: list[str]) -> None:
    log.write_text("".join(f"{line}\n" for line in content))


def test_an_untouched_log_verifies_to_its_head(log):
    assert custody.verify(log) == custody.read(log)[-1]["hash"]
    head = custody.append(log, "sealed")
    assert custody.verify(log, head=head, last="sealed") == head
    assert [record["number"] for record in custody.read(log)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("field", ["event", "time", "facts", "previous", "number"])
def test_a_changed_record_is_named(log, number, field):
    content = lines(log)
    record = json.loads(content[number - 1])
    record[field] = {"count": 99} if field == "facts" else 99 if field == "number" else "changed"
    content[number - 1] = json.dumps(record, sort_keys=True)
    rewrite(log, content)
    with pytest.raises(ValueError, match=f"record {number} was changed"):
        custody.verify(log)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_deleted_record_is_named(log, number):
    content = lines(log)
    del content[number - 1]
    rewrite(log, content)
    with pytest.raises(ValueError, match=f"record {number} is missing"):
        custody.verify(log)


def test_two_records_that_changed_places_are_named(log):
    content = lines(log)
    content[1], content[2] = content[2], content[1]
    rewrite(log, content)
    with pytest.raises(ValueError, match="record 2 is missing or was moved"):
        custody.verify(log)


def test_a_record_forged_with_a_fresh_hash_breaks_the_chain_after_it(log):
    content = lines(log)
    record = json.loads(content[2])
    record["facts"] = {"count": 0}
    record["hash"] = custody._hash(record)
    content[2] = json.dumps(record, sort_keys=True)
    rewrite(log, content)
    with pytest.raises(ValueError, match="record 4 is missing or was moved"):
        custody.verify(log)


def test_a_log_cut_short_is_noticed_by_its_last_event_or_by_a_head_noted_elsewhere(log):
    head = custody.verify(log)
    rewrite(log, lines(log)[:-1])
    custody.verify(log)
    with pytest.raises(ValueError, match="record 5 is missing"):
        custody.verify(log, last="event 5")
    with pytest.raises(ValueError, match="cut off or written anew"):
        custody.verify(log, head=head)


def test_nothing_is_added_to_a_broken_log(log):
    rewrite(log, lines(log)[1:])
    with pytest.raises(ValueError, match="record 1 is missing"):
        custody.append(log, "event 6")
    assert len(lines(log)) == 4


def test_an_unreadable_line_is_named(log):
    rewrite(log, [*lines(log)[:2], "{not json", *lines(log)[3:]])
    with pytest.raises(ValueError, match="record 3 is not readable"):
        custody.verify(log)


def test_a_plaintext_is_never_hashed(tmp_path):
    path = tmp_path / "archive.wacz"
    path.write_bytes(b"plain")
    with pytest.raises(ValueError, match="only the ciphertext is hashed"):
        custody.hash_file(path)
