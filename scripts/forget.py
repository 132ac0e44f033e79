"""Forget an advert, a contact, a batch or everything: take it out of the sealed archive, and destroy what opened it.

    python scripts/forget.py --advert noticeboard/000123 --dry-run
    python scripts/forget.py --contact -                    (asks for it, so that it stays out of the shell's history)
    python scripts/forget.py --batch 2025-03-12 --reason "withdrawn by the platform"
    python scripts/forget.py --everything                   (the end of the retention period)

Every batch that held it is sealed anew under a new key, the old key is destroyed, the tables in clear are removed, and
the workflow makes what depends on them again. docs/keys.md says what this rests on and what it cannot reach.
Exit status: 0 forgotten, or was before; 1 not there, or not confirmed.
"""

import argparse
import getpass
import subprocess
import sys
from datetime import date
from pathlib import Path

from dots import adapters, study
from dots.corpus import contacts, erasure, mentions, phones, skeleton
from dots.governance import vault


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--advert", help="platform/number as its site numbers it, or the pseudonym of a table")
    what.add_argument(
        "--contact", help="telephone number, e-mail address or @handle; - to be asked or to read it from stdin"
    )
    what.add_argument("--batch", help="a wave of the crawl, by its day")
    what.add_argument("--everything", action="store_true", help="every batch, table and secret of the study")
    parser.add_argument("--reason", default="erasure requested", help="for the custody log; it must name nobody")
    parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask before anything is destroyed")
    parser.add_argument("--no-run", action="store_true", help="do not run the workflow afterwards")
    parser.add_argument("--configfile", type=Path, nargs="*", default=[], help="study files, as for Snakemake")
    return parser.parse_args()


def main() -> int:
    """Look up, confirm, forget, run the workflow."""
    given, root = arguments(), Path.cwd()
    config = study.load(root, given.configfile)
    folder, schema = root / config["crawl"]["adapters"], study.load_schema(root / "config/crawl/adapter_schema.yaml")
    sites = adapters.load(folder.glob("*.yaml"), schema)
    ranges = phones.load_ranges(root / config["corpus"]["drama_ranges"])
    about = config["study"]
    keys = vault.load_keys(about["keys"], about["seed"], about["recipients"])
    if contacts.find(skeleton.of(given.reason), ranges):
        raise ValueError("--reason holds a contact; it goes into the custody log in clear, so it must name nobody")
    if any((root / ".snakemake/locks").glob("*")) and not given.dry_run:
        raise ValueError(
            "the workflow is running in this folder; wait for it, or `snakemake --unlock` if it was killed"
        )
    if (root / erasure.UNFINISHED).exists():
        raise ValueError(
            f"{erasure.UNFINISHED} holds a crawl that has not ended, into which this command does not look: run the "
            "workflow until it has, then forget"
        )
    if given.everything:
        return _everything(given, root, keys)
    sought = _sought(given, root, keys, ranges)
    if sought.field == mentions.ADVERT and sought.value.partition("/")[2] in given.reason:
        raise ValueError("--reason holds the advert's number; it goes into the custody log in clear")
    made = erasure.plan(root, sought, keys, sites, ranges)
    before = erasure.begun(root, sought, keys)
    touched = [one for one in made if one.touched]
    for one in touched:
        records = ", ".join(f"{count} {kind}" for kind, count in sorted(one.counts.items()) if count)
        print(f"{one.batch}: {'the whole batch: ' if one.whole else ''}{records}")
    if not touched and not (before and not before["done"]):
        if before:
            print(f"forgotten already on {before['time']}; nothing is left of it in the archive")
            return 0
        print("not in the archive", file=sys.stderr)
        return 1
    if given.dry_run:
        print("dry run: nothing was changed")
        return 0
    if not _confirmed(given, "This cannot be undone. Destroy it?"):
        return 1
    erasure.forget(root, sought, made, given.reason, keys)
    print(f"forgotten; {len(touched)} of {len(made)} batches were sealed anew")
    return _run_workflow(given, config)


def _sought(given: argparse.Namespace, root: Path, keys: vault.Keys, ranges: phones.Ranges) -> mentions.Sought:
    if given.advert:
        return mentions.advert(erasure.number_of(root, given.advert, keys))
    if given.batch:
        return mentions.Sought(erasure.BATCH, given.batch)
    if given.contact != "-":
        return mentions.contact(given.contact, ranges)
    return mentions.contact(getpass.getpass("contact: ") if sys.stdin.isatty() else sys.stdin.readline(), ranges)


def _everything(given: argparse.Namespace, root: Path, keys: vault.Keys) -> int:
    print(f"everything: {len(erasure.batches(root))} batches, the tables in clear, all secrets of the keyring")
    if given.dry_run:
        print("dry run: nothing was changed")
        return 0
    if not _confirmed(given, "This cannot be undone. Destroy everything?"):
        return 1
    print(f"forgotten; {erasure.forget_everything(root, given.reason, keys)} batches are gone")
    return 0


def _confirmed(given: argparse.Namespace, question: str) -> bool:
    if given.yes or (sys.stdin.isatty() and input(f"{question} [yes/no] ") == "yes"):
        return True
    print("not confirmed (say --yes): nothing was changed", file=sys.stderr)
    return False


def _run_workflow(given: argparse.Namespace, config: dict) -> int:
    study.require_retention(config, date.today())
    command = ["snakemake", *(["--configfile", *map(str, given.configfile)] if given.configfile else [])]
    if given.no_run:
        print(f"now run `{' '.join(command)}`: the tables still show the study as it was")
        return 0
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ValueError, OSError) as error:
        sys.exit(f"forget: {error}")
