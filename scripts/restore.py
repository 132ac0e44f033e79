"""Fetch the results of a clone from the DVC remote, so that only what changed since is run again.

Snakemake reruns everything in a fresh clone, because nothing tells it what the files were made from. The ledger,
dvc.lock, does: if its hashes agree with the code, the configuration and the results, the results are taken as they are.
"""

import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Pull, check against the ledger, and mark the results as up to date."""
    if not Path("dvc.lock").is_file():
        sys.exit("restore: there is no dvc.lock, so no results were recorded. Run `make report` instead.")
    if not _call("dvc", "remote", "list").stdout.strip():
        sys.exit("restore: no DVC remote is set. Set one: dvc remote add --local --default store <URL or folder>")
    if _call("dvc", "pull", show=True).returncode:
        sys.exit("restore: the results could not be fetched; see DVC's message above.")
    differences = _differences(_call("dvc", "status", "--json").stdout)
    if differences:
        sys.exit(
            "restore: the results were recorded from another state of the study:\n  "
            + "\n  ".join(differences)
            + "\nGo back to the commit of dvc.lock (git log -1 dvc.lock), restore there, return, and run `make report`:"
            + " only what changed is run again."
        )
    # forced, because Snakemake records what an output was made from only for the jobs it touches, and without a record
    # it would overlook a changed parameter
    for step in (("snakemake", "--touch", "--forceall"), ("snakemake", "--dry-run")):
        result = _call(*step)
        if result.returncode:
            sys.exit(f"restore: `{' '.join(step)}` failed:\n{result.stdout}{result.stderr}")
    if "Nothing to be done" not in result.stdout + result.stderr:
        sys.exit(f"restore: Snakemake would still run something:\n{result.stdout}{result.stderr}")
    print("restore: every result is in place and as recorded; `make report` has nothing to do.")


def _call(*command: str, show: bool = False) -> subprocess.CompletedProcess:
    return subprocess.run(command, text=True, check=False, capture_output=not show)


def _differences(status: str) -> list[str]:
    """Flatten `dvc status --json`: stage to list of {"changed deps": {path: state}} or of plain words."""
    found = []
    for stage, changes in json.loads(status or "{}").items():
        for change in changes:
            if isinstance(change, str):
                found.append(f"{stage}: {change}")
                continue
            for kind, paths in change.items():
                found += [f"{kind}: {path} ({state})" for path, state in paths.items()]
    return found


if __name__ == "__main__":
    main()
