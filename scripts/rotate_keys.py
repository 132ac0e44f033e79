"""Give the study a new identity, a new secret of its pseudonyms, or both.

    age-keygen -o ~/keys/study-2027.key
    python scripts/rotate_keys.py --new ~/keys/study-2027.key       then set study.keys to that file
    python scripts/rotate_keys.py --pseudonyms                      then run `snakemake`: all after corpus is made anew

Whatever the old identity opened is sealed to the new one, and the old one is shown to open nothing any more. If it was
broken off, run it again: it goes on. docs/keys.md says what rotation cannot do.
"""

import argparse
import sys
from pathlib import Path

from dots import study
from dots.governance import custody, rotation, vault

LOG = Path("results/crawl/custody.jsonl")
SEALED = ("restricted", "truth")
CLEAR = "clear_*.age"
"""What the pseudonyms are made from: without it the workflow makes both anew."""


def main() -> None:
    """Read the command line and rotate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new", help="the new age identity file, outside the repository")
    parser.add_argument("--pseudonyms", action="store_true", help="make a new secret of the pseudonyms")
    parser.add_argument("--reason", default="rotation", help="for the custody log; it must name nobody")
    parser.add_argument("--configfile", type=Path, nargs="*", default=[], help="study files, as for Snakemake")
    given = parser.parse_args()
    if not (given.new or given.pseudonyms):
        parser.error("give --new, --pseudonyms or both")
    about = study.load(Path.cwd(), given.configfile)["study"]
    keys = about["keys"]
    if given.new and keys == vault.SIMULATED:
        raise ValueError("study.keys: the key of a simulated study is derived from its seed; change the seed instead")
    if given.new:
        sealed = [path for folder in SEALED for path in Path(folder).rglob("*.age")]
        counts = rotation.rotate(keys, given.new, about["recipients"], sealed)
        custody.append(LOG, "keys rotated", reason=given.reason, **counts)
        print(f"{counts['secrets']} secrets and {counts['files']} files are sealed to the new identity; now set")
        print(f"study.keys to {given.new}, and delete {keys} and every copy of it when the study runs with the new one")
        keys = given.new
    if given.pseudonyms:
        rotation.renew_pseudonyms(vault.load_keys(keys, about["seed"], about["recipients"]), given.reason)
        for path in Path("restricted").glob(CLEAR):
            path.unlink()
        custody.append(LOG, "pseudonyms renewed", reason=given.reason)
        print("the pseudonyms have a new secret; now run `snakemake`: all tables with pseudonyms are made anew")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as error:
        sys.exit(f"rotate_keys: {error}")
