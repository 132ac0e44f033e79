"""A spool survives being cut off at any byte, and tells damage from a frame that was not finished."""

import os
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dots.crawl import spool
from dots.governance import vault

KEYS = vault.load_keys("simulated", 5)
CONTENTS = [b"first", b"", b"call 07700 900123 " * 400, bytes(range(256)), b"last"]


def write(path, contents) -> list[int]:
    """Write a spool and give where each frame begins, and where the last one ends."""
    opened = spool.Spool(path, KEYS)
    places = [opened.append(content) for content in contents]
    opened.close()
    return [*places, path.stat().st_size]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[bytes, list[int]]:
    path = tmp_path_factory.mktemp("spool") / "whole.spool"
    places = write(path, CONTENTS)
    return path.read_bytes(), places


def test_frames_come_back_in_order_and_one_by_one(tmp_path):
    path = tmp_path / "wave.spool"
    *places, _ = write(path, CONTENTS)
    assert list(spool.frames(path, KEYS)) == list(zip(places, CONTENTS, strict=True))
    assert [spool.read(path, KEYS, place) for place in places] == CONTENTS
    assert spool.cut(path) == 0


def test_a_spool_is_its_owners_and_shows_nothing(tmp_path):
    path = tmp_path / "wave.spool"
    write(path, CONTENTS)
    assert b"07700" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ValueError, match=r"wave\.spool, byte 0: the study's key does not open"):
        list(spool.frames(path, vault.load_keys("simulated", 6)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_cut_off_at_any_byte_every_whole_frame_stays_and_writing_goes_on(whole, tmp_path, data):
    content, places = whole
    end = data.draw(some.integers(0, len(content)))
    path = tmp_path / "cut.spool"
    path.write_bytes(content[:end])
    kept = sum(place <= end for place in places[1:])
    assert spool.cut(path) == end - places[kept]
    again = spool.Spool(path, KEYS)
    again.append(b"went on")
    again.close()
    assert [frame for _, frame in spool.frames(path, KEYS)] == [*CONTENTS[:kept], b"went on"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_any_changed_byte_is_an_error_that_names_its_frame(whole, tmp_path, data):
    content, places = whole
    changed = bytearray(content)
    place = data.draw(some.integers(0, len(content) - 1))
    changed[place] ^= data.draw(some.integers(1, 255))
    path = tmp_path / "changed.spool"
    path.write_bytes(bytes(changed))
    frame = max(start for start in places if start <= place)
    with pytest.raises(ValueError, match=rf"changed\.spool, byte {frame}: "):
        list(spool.frames(path, KEYS))


def test_damage_is_not_taken_for_a_torn_frame(whole, tmp_path):
    content, places = whole
    path = tmp_path / "wave.spool"
    for tail in (b"\0" * 30, b"\0", b"DOTS" + bytes(8)):
        path.write_bytes(content + tail)
        with pytest.raises(ValueError, match=f"byte {places[-1]}: this is no frame"):
            spool.cut(path)
        assert path.read_bytes() == content + tail, "evidence is left as it is"


def test_a_frame_that_does_not_fit_on_the_disk_leaves_no_part_of_it(tmp_path):
    path = tmp_path / "wave.spool"
    child = os.fork()
    if not child:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        opened = spool.Spool(path, KEYS)
        opened.append(b"fits")
        try:
            opened.append(b"x" * 5000)
        except OSError:
            opened.append(b"fits too")
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert [frame for _, frame in spool.frames(path, KEYS)] == [b"fits", b"fits too"]
