"""How contacts are found: by way of writing, beside `phonenumbers` alone, and how fast, over three sizes.

`python benchmarks/contacts.py` judges evaluation seeds at both difficulties and times the search in one process with
its peer. `python benchmarks/contacts.py --write` measures each rule's precision on development seeds and writes it to
`config/corpus/contact_precision.yaml`, from where it becomes the confidence of each contact.
"""

import gc
import sys
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from growth import exponent

sys.path.insert(0, "tests")

PRECISION = Path("config/corpus/contact_precision.yaml")
DEVELOPMENT, EVALUATION = range(1, 41), range(1001, 1011)
ADVERTS, ORGANISATIONS = 600, 50
SIZES = (4000, 16_000, 64_000)
HEAD = """\
# How often each rule for contacts was right, of the times it read something, on the simulated market: written by
# `python benchmarks/contacts.py --write`. A rule that is not here never read anything there, and has no confidence.
"""


@lru_cache
def plan() -> object:
    """Give the telephone numbers of the default study."""
    from dots.corpus import dialling

    return dialling.load(Path("config/corpus/ofcom_drama_ranges.json"))


def world(seed: int, preset: str, adverts: int = ADVERTS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate a market; give adverts in clear as a crawl sees them, and the contacts planted in them."""
    import simulated
    from bundled import SITES

    from dots.corpus import pages
    from dots.market import direct

    knobs = yaml.safe_load(Path("config/market/difficulty.yaml").read_text())[preset]
    size = {"adverts": adverts, "organisations": adverts * ORGANISATIONS // ADVERTS}
    made = simulated.simulate(seed, **{**knobs, **size})
    clear, _, _ = pages.parse(direct.pages(made.about, made.rows), SITES)
    planted = made.truth["contacts"]
    return clear, planted[planted["advert"].isin(clear["advert"])].rename(columns={"value": "contact"})


def read(clear: pd.DataFrame) -> pd.DataFrame:
    """Read the contacts of adverts: advert, kind, contact, rule."""
    from dots.corpus import contacts

    rows = [
        (advert.advert, *contact)
        for advert in clear.itertuples(index=False)
        for contact in contacts.distinct(contacts.of_fields(advert.title, advert.body, advert.contact, plan())[2])
        if contact[0] != "url"
    ]
    return pd.DataFrame(rows, columns=["advert", "kind", "contact", "rule"])


def read_by_peer(clear: pd.DataFrame) -> pd.DataFrame:
    """Read telephone numbers with `phonenumbers` alone, at the leniency that finds most."""
    import phonenumbers

    rows = []
    for advert in clear.itertuples(index=False):
        text = f"{advert.title}\n{advert.body}\n{advert.contact}"
        matches = phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE)
        numbers = {f"{match.number.country_code}{match.number.national_number}" for match in matches}
        rows += [(advert.advert, "phone", number, "plain") for number in sorted(numbers)]
    return pd.DataFrame(rows, columns=["advert", "kind", "contact", "rule"])


def judge(preset: str) -> str:
    """Judge evaluation seeds: recall and precision by kind and by way, ours and the peer's, as a Markdown table."""
    from dots.market import hiding
    from dots.validity import contacts

    worlds = [world(seed, preset) for seed in EVALUATION]
    for number, (clear, planted) in enumerate(worlds):
        for frame in (clear, planted):
            frame["advert"] = f"{number}/" + frame["advert"]
    clear, planted = (pd.concat(frames, ignore_index=True) for frames in zip(*worlds, strict=True))
    scores = {}
    for name, found in (("ours", read(clear)), ("phonenumbers", read_by_peer(clear))):
        kinds = planted if name == "ours" else planted[planted["kind"] == "phone"]
        for row in contacts.contacts(found, kinds, hiding.GROUP):
            scores[name, row["group"], row["measure"].removeprefix("contact ")] = row["value"], row["units"]
    groups = dict.fromkeys(group for _, group, _ in scores)
    lines = [
        f"\n## {preset}: {len(clear):,} adverts of seeds {EVALUATION[0]} to {EVALUATION[-1]}\n",
        "| way of writing | planted | recall | precision | recall of phonenumbers | precision |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for group in groups:
        suffix = next((s for _, g, s in scores if g == group and s.startswith("recall")), "recall").removeprefix(
            "recall"
        )
        cells = [
            scores.get((name, group, one + suffix), (np.nan, 0))
            for name in ("ours", "phonenumbers")
            for one in ("recall", "precision")
        ]
        shown = " | ".join("-" if np.isnan(value) else f"{value:.3f}" for value, _ in cells)
        lines.append(
            f"| {group}{suffix.replace(' by way of writing', '').replace(' by group of ways', ' ways')} | "
            f"{cells[0][1]:,.0f} | {shown} |"
        )
    return "\n".join(lines)


def speed() -> str:
    """Time the search for telephone numbers in a column of texts, and its peer at both leniencies, in one process."""
    import phonenumbers

    from dots.corpus import columns, phones, skeleton

    clear, _ = world(EVALUATION[0], "realistic", max(SIZES))
    texts = (clear["title"] + "\n" + clear["body"] + "\n" + clear["contact"]).tolist()
    lines = ["\n## Telephone numbers: CPU microseconds an advert\n"]
    lines += [
        "| adverts | whole column | one by one | phonenumbers, valid | ratio | phonenumbers, possible | ratio |",
        "|---:|" + "---:|" * 6,
    ]
    total = {}
    for size in SIZES:
        part = texts[:size]
        columns.forget()
        column = timed(lambda part=part: columns.find(part, plan()))
        columns.forget()
        single = timed(lambda part=part: [phones.find(skeleton.of(text), plan()) for text in part])
        strict, lenient = (
            timed(
                lambda part=part, how=how: [
                    0 for text in part for _ in phonenumbers.PhoneNumberMatcher(text, "GB", how)
                ]
            )
            for how in (phonenumbers.Leniency.VALID, phonenumbers.Leniency.POSSIBLE)
        )
        total[len(part)] = column
        cells = [1e6 * one / len(part) for one in (column, single, strict, lenient)]
        lines.append(
            f"| {len(part):,} | {cells[0]:.1f} | {cells[1]:.1f} | {cells[2]:.1f} | {strict / column:.1f} | "
            f"{cells[3]:.1f} | "
            f"{lenient / column:.1f} |"
        )
    lines.append(f"\nThe column's time grows with the adverts to the power {exponent(pd.Series(total)):.2f}")
    return "\n".join(lines)


def timed(work: object) -> float:
    """Give the CPU seconds that some work takes, without garbage collection, as `timeit` does."""
    gc.collect()
    gc.disable()
    begun = time.process_time()
    work()
    taken = time.process_time() - begun
    gc.enable()
    return taken


def write() -> None:
    """Measure how often each rule is right on development seeds, and write it down."""
    right, total = Counter(), Counter()
    for preset in ("realistic", "adversarial"):
        for seed in DEVELOPMENT:
            clear, planted = world(seed, preset)
            true = set(planted[["advert", "kind", "contact"]].itertuples(index=False, name=None))
            for row in read(clear).itertuples(index=False):
                total[row.kind, row.rule] += 1
                right[row.kind, row.rule] += (row.advert, row.kind, row.contact) in true
    rules: dict[str, dict] = {}
    for kind, rule in sorted(total):
        rules.setdefault(kind, {})[rule] = {"read": total[kind, rule], "right": right[kind, rule]}
    seeds = (
        f"development seeds {DEVELOPMENT[0]}-{DEVELOPMENT[-1]}, {ADVERTS} adverts, presets realistic and adversarial"
    )
    PRECISION.write_text(HEAD + yaml.safe_dump({"measured_on": seeds, "rules": rules}, sort_keys=False))


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        print("# Contacts")
        for name in ("realistic", "adversarial"):
            print(judge(name))
        print(speed())
