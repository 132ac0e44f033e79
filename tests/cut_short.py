"""A command of a study, run in its folder, that can be killed at any of its changes of a file."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = """
import os, runpy, signal, sys
left = int(sys.argv[1])

def hook(event, given):
    global left
    writes = event == "open" and given[1] in ("wb", "r+b", "ab", "w", "a")
    outside = str(given[0]).startswith(os.environ["TMPDIR"]) if writes or event == "os.mkdir" else False
    if outside:  # what is written there would be out of reach of whoever clears the restricted zone
        os.write(2, b"written outside the restricted zone")
        os.abort()
    if writes or event in ("os.rename", "os.remove", "os.link", "shutil.rmtree"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def prepare(root: Path, key: Path) -> None:
    """Give a folder the configuration of a study with a real key."""
    # the list of examples of leaks holds the very number that is looked for
    shutil.copytree(ROOT / "config", root / "config", ignore=shutil.ignore_patterns("leaks.yaml"))
    settings = {"keys": str(key), "retention_until": "2099-12-31"}
    (root / "study.yaml").write_text(json.dumps({"study": settings}))
    (root / "tmp").mkdir()


def run(script: str, root: Path, *given: str, after: int = 0, stdin: str = "") -> subprocess.CompletedProcess:
    """Run a command in a prepared folder; kill it at its nth change of a file."""
    called = [sys.executable, "-c", COMMAND, str(after), str(ROOT / script), *given, "--configfile", "study.yaml"]
    environment = os.environ | {"TMPDIR": str(root / "tmp"), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(called, cwd=root, env=environment, input=stdin, text=True, capture_output=True)
