"""Anchor the custody log and the manifest: add their hashes to a file that git keeps."""

import argparse
import sys
from pathlib import Path

from dots.governance import anchors


def main(arguments: list[str] | None = None) -> int:
    """Anchor, say what to do next, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("results/crawl/custody.jsonl"))
    parser.add_argument("--manifest", type=Path, default=Path("results/crawl/manifest.json"))
    parser.add_argument("--anchors", type=Path, default=Path("custody/anchors.jsonl"))
    parser.add_argument("--commit", action="store_true", help="commit the file of anchors, and nothing else")
    given = parser.parse_args(arguments)
    try:
        noted = anchors.add(given.anchors, log=given.log, path=given.manifest)
        print(f"{given.anchors}: record {noted['records']} of {given.log}, head {noted['head']}")
        if given.commit:
            print(f"Committed as {anchors.commit(given.anchors)}. Push it to where others see it.")
        else:
            print(f"Now: git add {given.anchors} && git commit -m 'Anchor the custody log', and push it.")
    except (OSError, ValueError) as error:
        print(f"not anchored: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
