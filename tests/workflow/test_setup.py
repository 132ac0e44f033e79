"""Setting up works where it can, says what to install where it cannot, and does nothing the second time.

The programs it calls are replaced by stand-ins that write down how they were called, so nothing is installed here.
"""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "mkdir", "chmod", "cp", "rm", "head", "basename")

PYTHON = """#!/bin/sh
# a stand-in for Python {version}: answers what setup.sh asks and makes a .venv that holds itself
echo "python $*" >>"{log}"
case "$*" in
    *"(3, 11)"*) exit {usable} ;;
    *"import ensurepip, venv"*) exit {venv} ;;
    *python%d.%d-venv*) echo python{version}-venv ;;
    --version) echo "Python {version}.0" ;;
    *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; cp "{uv}" .venv/bin/uv ;;
esac
"""


class Machine:
    """A folder with the lock files and setup.sh, and a PATH of stand-ins only."""

    def __init__(self, folder):
        self.folder, self.programs, self.log = folder / "clone", folder / "bin", folder / "calls.log"
        self.folder.mkdir()
        self.programs.mkdir()
        for name in TOOLS:
            (self.programs / name).symlink_to(shutil.which(name))
        for path in ROOT.glob("*.lock"):
            shutil.copy(path, self.folder)
        shutil.copy(ROOT / "setup.sh", self.folder)
        self.uv(works=True)

    def program(self, path, text):
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def uv(self, works):
        exit_code = 0 if works else 1
        self.program(self.folder.parent / "uv", f'#!/bin/sh\necho "uv $*" >>"{self.log}"\nexit {exit_code}\n')

    def python(self, name, version, usable=True, venv=True):
        text = PYTHON.format(
            version=version, log=self.log, usable=int(not usable), venv=int(not venv), uv=self.folder.parent / "uv"
        )
        self.program(self.programs / name, text)

    def setup(self, *arguments):
        self.log.write_text("")
        return subprocess.run(
            ["./setup.sh", *arguments],
            cwd=self.folder,
            env={"PATH": str(self.programs), "HOME": os.environ.get("HOME", "/")},
            text=True,
            capture_output=True,
        )

    def calls(self):
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_without_a_python_it_says_what_to_install(machine):
    done = machine.setup()
    assert done.returncode != 0
    assert "Python 3.11, 3.12 or 3.13 is needed" in done.stderr and "apt-get install python3" in done.stderr


def test_a_python_that_is_too_old_is_passed_over(machine):
    machine.python("python3", "3.9", usable=False)
    assert machine.setup().returncode != 0
    machine.python("python3.12", "3.12")
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert "making .venv with Python 3.12" in done.stderr


def test_the_newest_python_is_taken(machine):
    for version in ("3.11", "3.13", "3.12"):
        machine.python(f"python{version}", version)
    assert "making .venv with Python 3.13" in machine.setup().stderr


def test_a_python_without_venv_names_the_package_that_is_missing(machine):
    machine.python("python3", "3.11", venv=False)
    done = machine.setup()
    assert done.returncode != 0
    assert "apt-get install python3.11-venv" in done.stderr


def test_everything_is_installed_with_hashes_and_this_package_without_the_network(machine):
    machine.python("python3", "3.11")
    assert machine.setup().returncode == 0
    installs = [line for line in machine.calls().splitlines() if " install " in line]
    assert len(installs) == 3
    assert "--require-hashes -r requirements-uv.lock" in installs[0]
    assert installs[1].startswith("uv pip install") and "--compile-bytecode -r requirements.lock" in installs[1]
    assert "--require-hashes" in installs[1]
    assert "--no-index --no-deps --no-build-isolation --editable ." in installs[2]


def test_the_second_time_nothing_is_done(machine):
    machine.python("python3", "3.11")
    machine.setup()
    machine.setup()
    assert "install" not in machine.calls() and "venv" not in machine.calls()


def test_a_changed_lock_is_installed(machine):
    machine.python("python3", "3.11")
    machine.setup()
    with (machine.folder / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.setup()
    assert "-r requirements.lock" in machine.calls() and "-m venv" not in machine.calls()


def test_what_the_tests_need_holds_what_the_study_needs(machine):
    machine.python("python3", "3.11")
    done = machine.setup("test")
    assert done.returncode == 0 and "-r requirements-test.lock" in machine.calls()
    assert "no R" in done.stderr and "lme4" in done.stderr
    machine.setup()
    assert "install" not in machine.calls()


def test_r_brings_its_bridge(machine):
    machine.python("python3", "3.11")
    machine.setup("test")
    for name in ("R", "Rscript"):
        machine.program(machine.programs / name, "#!/bin/sh\nexit 0\n")
    done = machine.setup("test")
    assert "-r requirements-r.lock" in machine.calls(), done.stderr
    machine.setup("test")
    assert "install" not in machine.calls()


def test_pip_takes_over_where_uv_fails(machine):
    machine.python("python3", "3.11")
    machine.uv(works=False)
    done = machine.setup()
    assert done.returncode == 0
    assert "uv did not work here" in done.stderr
    assert "pip install" in machine.calls() and "--require-hashes -r requirements.lock" in machine.calls()


def test_a_folder_that_was_moved_gets_a_new_environment(machine):
    machine.python("python3", "3.11")
    machine.setup()
    machine.folder = machine.folder.rename(machine.folder.with_name("elsewhere"))
    machine.setup()
    assert "-m venv --clear" in machine.calls()


def debian(machine, *, root=True, has=(), works=True):
    """Make the machine a Debian: packages in `has` are installed, and apt-get works or does not."""
    machine.program(machine.programs / "id", f"#!/bin/sh\necho {0 if root else 1000}\n")
    known = " | ".join(has) or "nothing"
    machine.program(machine.programs / "dpkg", f'#!/bin/sh\ncase "$2" in {known}) exit 0 ;; esac\nexit 1\n')
    log = f'echo "apt-get $* ($DEBIAN_FRONTEND)" >>"{machine.log}"'
    machine.program(machine.programs / "apt-get", f"#!/bin/sh\n{log}\nexit {int(not works)}\n")
    return machine


EVERYTHING = ("r-base-core", "r-cran-lme4", "r-cran-lmertest", "r-cran-emmeans", "make", "chromium", "poppler-utils")


def test_root_on_debian_gets_r_and_a_browser_without_being_asked_anything(machine):
    debian(machine, has=("make",)).python("python3", "3.11")
    assert machine.setup("test").returncode == 0
    apt = [line for line in machine.calls().splitlines() if line.startswith("apt-get")]
    assert len([line for line in apt if " update " in line]) == 1
    assert all("(noninteractive)" in line for line in apt)
    installed = " ".join(line for line in apt if " install " in line)
    assert all(name in installed for name in EVERYTHING if name != "make") and " make" not in installed


def test_debian_is_not_asked_for_what_is_there(machine):
    debian(machine, has=EVERYTHING).python("python3", "3.11")
    machine.setup("test")
    assert "apt-get" not in machine.calls()


def test_the_study_alone_installs_nothing_on_the_system(machine):
    debian(machine).python("python3", "3.11")
    machine.setup()
    assert "apt-get" not in machine.calls()


def test_without_root_nothing_is_installed_on_the_system(machine):
    debian(machine, root=False).python("python3", "3.11")
    done = machine.setup("test")
    assert done.returncode == 0 and "apt-get" not in machine.calls()
    assert "no R" in done.stderr


def test_an_apt_that_fails_is_no_failure(machine):
    debian(machine, works=False).python("python3", "3.11")
    done = machine.setup("test")
    assert done.returncode == 0
    assert "could not install R" in done.stderr and "tests of pages are skipped" in done.stderr
    assert "-r requirements-test.lock" in machine.calls()
