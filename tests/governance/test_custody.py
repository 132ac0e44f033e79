"""The custody log names the first record that somebody changed, deleted, moved or put in, and survives a power cut."""

import json
import multiprocessing
import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from dots.governance import chain, custody

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "custody.jsonl"
    for number in range(1, 6):
        custody.append(path, f"event {number}", count=number, place="Łódź £5")
    return path.read_bytes()


@pytest.fixture
def log(written, tmp_path):
    path = tmp_path / "custody.jsonl"
    path.write_bytes(written)
    return path


def lines(log) -> list[str]:
    return log.read_text().splitlines()


def rewrite(log, content: list[str]) -> None:
    log.write_text("".join(f"{line}\n" for line in content))


def canonical(record: dict) -> str:
    return json.dumps(record, sort_keys=True, separators=(",", ":"))


def forge(record: dict, **changes: object) -> str:
    """Write a record anew with a hash that fits it."""
    record = record | changes
    return canonical(record | {"hash": chain.digest(record)})


def broken(log, **given) -> chain.BrokenLog:
    with pytest.raises(chain.BrokenLog) as caught:
        custody.verify(log, **given)
    return caught.value


def test_an_untouched_log_verifies_to_its_head(log):
    assert custody.verify(log) == custody.read(log)[-1]["hash"]
    head = custody.append(log, "sealed")
    assert custody.verify(log, head=head, last="sealed") == head
    assert custody.end(log) == (6, head, "elsewhere")
    assert [record["number"] for record in custody.read(log)] == [1, 2, 3, 4, 5, 6]
    assert all(record["time"].endswith("+00:00") for record in custody.read(log))


def test_facts_in_any_script_come_back_as_they_were_and_the_file_is_plain_ascii(log):
    facts = {"place": "Łódź", "sign": "😀", "half": "\ud83d", "rows": [1, 2.5, None, True], "e": 1e-300}
    custody.append(log, "read", **facts)
    assert custody.read(log)[-1]["facts"] == facts
    assert log.read_bytes().isascii()
    custody.verify(log)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"rate": float("nan")}, "cannot be kept in JSON"),
        ({"rate": float("inf")}, "cannot be kept in JSON"),
        ({"path": Path("archive")}, "cannot be kept in JSON"),
        ({"by_wave": {2: 1, 10: 1}}, "give text as keys"),
        ({"text": "x" * chain.LONGEST}, "log less of it"),
    ],
)
def test_facts_that_would_not_verify_are_refused_and_the_log_stays_as_it_was(log, facts, says):
    before = log.read_bytes()
    with pytest.raises(ValueError, match=says):
        custody.append(log, "measured", **facts)
    assert log.read_bytes() == before


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("field", ["event", "time", "facts", "previous", "number"])
def test_a_changed_record_is_named(log, number, field):
    content = lines(log)
    record = json.loads(content[number - 1])
    record[field] = {"count": 99} if field == "facts" else 99 if field == "number" else "changed"
    content[number - 1] = canonical(record)
    rewrite(log, content)
    error = broken(log)
    assert error.record == number and f"record {number} was changed" in str(error)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_the_same_record_written_in_another_way_counts_as_changed(log, number):
    content = lines(log)
    for other in (
        json.dumps(json.loads(content[number - 1]), sort_keys=True),
        json.dumps(json.loads(content[number - 1]), separators=(",", ":"), sort_keys=True, ensure_ascii=False),
        content[number - 1].replace('{"event"', '{"event":"another","event"'),
        content[number - 1].replace("\\u0141", "\\u0141".upper().replace("U", "u").replace("0141", "0141 ")),
        content[number - 1] + "\r",
    ):
        assert other != content[number - 1]
        log.write_bytes("".join(f"{line}\n" for line in [*content[: number - 1], other, *content[number:]]).encode())
        assert broken(log).record == number


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_deleted_record_is_named(log, number):
    content = lines(log)
    del content[number - 1]
    rewrite(log, content)
    error = broken(log)
    assert error.record == number and f"record {number} is missing" in str(error)


def test_records_that_are_deleted_together_are_named_together(log):
    rewrite(log, [lines(log)[0], *lines(log)[3:]])
    error = broken(log)
    assert error.record == 2 and "records 2 to 3 are missing" in str(error)


def test_two_records_that_changed_places_are_named(log):
    content = lines(log)
    content[1], content[3] = content[3], content[1]
    rewrite(log, content)
    error = broken(log)
    assert error.record == 2 and "record 2 was moved to line 4: record 4 stands in its place" in str(error)


def test_a_record_that_stands_twice_is_named(log):
    content = lines(log)
    rewrite(log, [*content[:2], content[1], *content[2:]])
    error = broken(log)
    assert error.record == 3 and "a copy of record 2 was put in where record 3 belongs" in str(error)


def test_a_forged_record_put_into_the_chain_is_named(log):
    content = lines(log)
    third = json.loads(content[2])
    rewrite(log, [*content[:2], forge(third, facts={"count": 0}), *content[2:]])
    error = broken(log)
    assert error.record == 3 and "record 3 stands twice, and not the same" in str(error)


def test_a_record_forged_with_a_fresh_hash_is_named_by_the_one_after_it(log):
    content = lines(log)
    content[2] = forge(json.loads(content[2]), facts={"count": 0})
    rewrite(log, content)
    error = broken(log)
    assert error.record == 3 and "record 3 was changed and its hash made anew" in str(error)
    rewrite(log, [forge(json.loads(lines(log)[0]), previous="1" * 64), *lines(log)[1:]])
    assert broken(log).record == 1


@pytest.mark.parametrize("changes", [{"number": True}, {"number": 1.0}, {"facts": []}, {"extra": 1}, {"time": None}])
def test_a_forged_record_of_another_shape_is_named(log, changes):
    content = lines(log)
    content[0] = forge(json.loads(content[0]), **changes)
    rewrite(log, content)
    assert broken(log).record == 1


def test_a_log_cut_short_is_noticed_by_its_last_event_or_by_a_head_noted_elsewhere(log):
    head = custody.verify(log)
    mark = chain.Mark(5, head, "the manifest")
    rewrite(log, lines(log)[:-2])
    custody.verify(log)
    assert broken(log, last="event 5").record == 4
    assert broken(log, head=head).record == 4
    error = broken(log, marks=[mark])
    assert error.record == 4 and "records 4 to 5 are missing: cut off after they were noted in the manifest" in str(
        error
    )


def test_a_head_that_the_log_has_outgrown_is_told_from_one_that_was_cut_off(log):
    head = custody.verify(log)
    custody.append(log, "event 6")
    assert "the log has grown since" in str(broken(log, head=head))
    custody.verify(log, marks=[chain.Mark(5, head)])


@pytest.mark.parametrize("start", [1, 2, 5])
def test_a_log_rewritten_to_its_end_is_found_by_the_heads_noted_before(log, start):
    marks = [chain.Mark(record["number"], record["hash"], "git") for record in custody.read(log)]
    content, previous = lines(log), chain.FIRST
    for number, line in enumerate(content, start=1):
        changes = {"previous": previous} | ({"facts": {"count": 0}} if number == start else {})
        content[number - 1] = forge(json.loads(line), **changes)
        previous = json.loads(content[number - 1])["hash"]
    rewrite(log, content)
    custody.verify(log)  # it is consistent with itself
    error = broken(log, marks=marks)
    assert error.record == start and f"written anew from record {start}" in str(error)
    assert broken(log, marks=marks[-1:]).record == 1
    if start > 2:
        assert "a record between 3 and 5" in str(broken(log, marks=[marks[1], marks[4]]))


def test_nothing_is_added_to_a_log_whose_end_is_broken(log):
    rewrite(log, [*lines(log)[:4], lines(log)[4].replace("event 5", "event 6")])
    with pytest.raises(chain.BrokenLog, match="record 5 was changed"):
        custody.append(log, "event 6")
    assert len(lines(log)) == 5


@pytest.mark.parametrize("line", ["{not json", "", "[" * 100_000, "1" * 5000, "null", "\x00" * 20, '{"number": NaN}'])
def test_an_unreadable_line_is_named(log, line):
    rewrite(log, [*lines(log)[:2], line, *lines(log)[3:]])
    assert broken(log).record == 3


@pytest.mark.parametrize("left", [1, 10, 100, -2])
def test_a_line_torn_by_a_power_cut_is_reported_and_repaired_without_losing_what_there_is_of_it(log, left):
    whole = log.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    torn = whole[start:][:left]
    log.write_bytes(whole[:start] + torn)
    assert broken(log).record == 5 and isinstance(broken(log), chain.TornLog)
    with pytest.raises(chain.TornLog, match="record 5 is torn"):
        custody.append(log, "event 6")
    assert log.read_bytes() == whole[:start] + torn
    assert custody.repair(log) == custody.verify(log, last=custody.REPAIRED)
    assert log.read_bytes().startswith(whole[:start])
    repaired = custody.read(log)[-1]
    assert repaired["number"] == 5
    assert repaired["facts"] == {"torn": torn.decode(), "bytes": len(torn)}


def test_a_torn_line_that_only_lacks_its_break_is_completed_so_that_its_head_still_holds(log):
    mark = chain.Mark(5, custody.verify(log))
    whole = log.read_bytes()
    log.write_bytes(whole[:-1])
    custody.repair(log)
    custody.verify(log, marks=[mark], last=custody.REPAIRED)
    assert log.read_bytes().startswith(whole)


def test_zeros_that_a_power_cut_left_are_kept_too(log):
    whole = log.read_bytes()
    log.write_bytes(whole + bytes(4096))
    custody.repair(log)
    assert custody.read(log)[-1]["facts"] == {"torn": "\0" * 4096, "bytes": 4096}
    custody.verify(log)


def test_only_a_torn_line_is_repaired(log):
    with pytest.raises(ValueError, match="no line is torn"):
        custody.repair(log)
    rewrite(log, lines(log)[1:])
    log.write_bytes(log.read_bytes()[:-5])
    before = log.read_bytes()
    with pytest.raises(chain.BrokenLog, match="record 1 is missing"):
        custody.repair(log)
    assert log.read_bytes() == before
    with pytest.raises(FileNotFoundError):
        custody.repair(log.with_name("none.jsonl"))


def scribble(log: Path, writer: int) -> None:
    for number in range(25):
        custody.append(log, "written", writer=writer, turn=number)


def test_writers_that_write_at_once_leave_one_chain(tmp_path):
    log = tmp_path / "custody.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=scribble, args=(log, writer)) for writer in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    custody.verify(log)
    told = [(record["facts"]["writer"], record["facts"]["turn"]) for record in custody.read(log)]
    assert sorted(told) == [(writer, turn) for writer in range(3) for turn in range(25)]
    assert {path.name for path in tmp_path.iterdir()} == {"custody.jsonl"}


def long_log(path: Path, records: int) -> Path:
    """Write a long log without waiting for the disk at each record."""
    end = chain.Mark(0, chain.FIRST)
    with path.open("wb") as stream:
        for number in range(1, records + 1):
            line, head = chain.line_after("wave ended", {"count": number}, end)
            stream.write(line)
            end = chain.Mark(number, head)
    return path


def test_a_long_log_is_verified_in_memory_that_does_not_grow_with_it(tmp_path):
    peaks = []
    for records in (1000, 8000):
        log = long_log(tmp_path / f"{records}.jsonl", records)
        tracemalloc.start()
        custody.verify(log)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert log.stat().st_size > 8 * peaks[1]
    assert peaks[1] < peaks[0] + 50_000


def test_a_line_without_end_does_not_fill_the_memory(log, monkeypatch):
    monkeypatch.setattr(chain, "READABLE", 4096)
    log.write_bytes(log.read_bytes() + b"x" * 1_000_000)
    tracemalloc.start()
    assert broken(log).record == 6
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="the system does not count what a process reads")
def test_adding_to_a_long_log_reads_its_end_only(tmp_path):
    def bytes_read() -> int:
        return int(Path("/proc/self/io").read_text().split()[1])

    log = long_log(tmp_path / "custody.jsonl", 5000)
    before = bytes_read()
    custody.append(log, "sealed")
    assert bytes_read() - before < 100_000 < os.path.getsize(log) / 5
    custody.verify(log, last="sealed")


def test_the_recipe_of_the_documentation_computes_the_head_without_this_project(log):
    (recipe,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/custody.md").read_text(), flags=re.DOTALL)
    (log.parent / "results/crawl").mkdir(parents=True)
    moved = log.rename(log.parent / "results/crawl/custody.jsonl")
    command = [sys.executable, "-I", "-c", recipe]
    done = subprocess.run(command, cwd=log.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == custody.verify(moved)
    moved.write_text(moved.read_text().replace("event 3", "event 4"))
    done = subprocess.run(command, cwd=log.parent, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.strip().endswith("AssertionError: 3")


def test_a_plaintext_is_never_hashed(tmp_path):
    path = tmp_path / "archive.wacz"
    path.write_bytes(b"plain")
    with pytest.raises(ValueError, match="only the ciphertext is hashed"):
        custody.hash_file(path)
