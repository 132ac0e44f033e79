"""Hunt for contacts and adverts in every file outside the restricted zone, in git's history and in DVC's cache.

python scripts/scan_leaks.py                       this study
python scripts/scan_leaks.py . /mnt/store          and a folder elsewhere: a DVC remote, a copy to be sent

Ends with 1 if anything was found or could not be looked into. Says where, and never what: contacts and adverts go by
their pseudonyms. See docs/leaks.md.
"""

import argparse
import sys
import time
from pathlib import Path

import yaml

from dots.governance import vault
from dots.governance.leaks import canaries, scan

EXAMPLES = Path("config/leaks.yaml")
SHOWN = 200
WHAT_TO_DO = """\
What to do, in this order:
1. Share nothing: no `git push`, no `dvc push`, no e-mail of any result. If it was shared, tell whoever answers for the
   data now; a leak of real contacts is a breach that may have to be reported within 72 hours (UK GDPR, article 33).
2. Find the step that wrote it: the place above is a rule's output, its log, a notebook or a document. Correct the step.
3. Delete the file and what was made from it, run `snakemake`, and `dvc gc --workspace` for copies in DVC's cache.
4. If it is in git's history, deleting is not enough: rewrite it (`git filter-repo`), then
   `git reflog expire --expire=now --all && git gc --prune=now`.
5. Run this again. A contact that code, tests or documentation only give as an example: use one of config/leaks.yaml."""


def main() -> None:
    """Hunt, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path()], help="the study, then others to look into")
    study, *others = parser.parse_args().folders
    settings = yaml.safe_load((study / "config/config.yaml").read_text())["study"]
    try:
        known = canaries.load(study, vault.load_keys(settings["keys"], settings["seed"]))
        hunt = scan.Hunt(known, yaml.safe_load((study / EXAMPLES).read_text())["examples"])
    except (ValueError, FileNotFoundError) as error:
        sys.exit(f"leaks: {error}")
    started, report = time.monotonic(), scan.Report()
    for folder in (study, *others):
        hunt.repository(folder, report)
    took = time.monotonic() - started
    adverts = sum(one.kind == canaries.ADVERT for one in known)
    print(
        f"leaks: {len(known) - adverts} contacts and {adverts} adverts hunted in "
        f"{report.places:,} files and git objects, {report.size / 1e6:,.0f} MB, "
        f"{took:.0f} s; {report.sealed} sealed files passed over"
    )
    for line in (*map(str, report.findings[:SHOWN]), *(f"not read: {place}" for place in report.unread[:SHOWN])):
        print(f"  {line}")
    if report.findings:
        named = len({finding.canary for finding in report.findings})
        sys.exit(f"leaks: FOUND {len(report.findings)} traces of {named} contacts or adverts in clear.\n{WHAT_TO_DO}")
    if report.unread:
        sys.exit(
            f"leaks: nothing was found, but {len(report.unread)} places could not be looked into. Repair or delete "
            "them, so that something can be said of them, and run this again."
        )
    print("leaks: none")


if __name__ == "__main__":
    main()
