"""Files in clear lie in the restricted zone, for their owner alone, and do not outlive their process for long."""

import os
import signal
import stat
import subprocess
import sys
import threading

import pytest

from dots.governance import workspace

HOLD = """
import sys, time
from pathlib import Path
from dots.governance import workspace
with workspace.clear(Path(sys.argv[1])) as folder:
    (folder / "page.html").write_text("call 07700 900123")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Start a process that holds a page in clear."""
    running = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    yield running, running.stdout.readline().strip()
    running.kill()
    running.wait()
    running.stdout.close()


def test_the_folder_is_private_and_gone_at_the_end_even_of_a_failure(tmp_path):
    with pytest.raises(RuntimeError), workspace.clear(tmp_path) as folder:
        assert folder.parent == tmp_path / "clear"
        assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
        (folder / "deep").mkdir()
        (folder / "deep/page.html").write_text("call 07700 900123")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path, holder):
    running, left = holder
    assert os.path.exists(f"{left}/page.html")
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert os.path.exists(f"{left}/page.html"), "this is what a kill leaves"
    with workspace.clear(tmp_path) as folder:
        assert not os.path.exists(left)
        assert list(folder.iterdir()) == []


def test_what_a_living_process_holds_is_left_alone(tmp_path, holder):
    running, held = holder
    with workspace.clear(tmp_path) as folder:
        assert str(folder) != held
    assert running.poll() is None and os.path.exists(f"{held}/page.html")


def test_many_at_once_do_not_take_each_others_folders(tmp_path):
    problems = []

    def work() -> None:
        try:
            for _ in range(20):
                with workspace.clear(tmp_path) as folder:
                    (folder / "page.html").write_text("x")
                    assert (folder / "page.html").exists()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == [] and list(tmp_path.iterdir()) == []
