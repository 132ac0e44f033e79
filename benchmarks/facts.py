"""How right each rule for facts is, how fast adverts are read, and how much memory that takes over three sizes.

`python benchmarks/facts.py` judges facts on evaluation seeds, at both difficulties, and prints what reading costs.
`python benchmarks/facts.py --write` measures the precision of each rule on development seeds and writes it to
`config/corpus/fact_precision.yaml`, from where it becomes the confidence of each fact.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml
from growth import exponent, measure

sys.path.insert(0, "tests")

PRECISION = Path("config/corpus/fact_precision.yaml")
DEVELOPMENT, EVALUATION = range(1, 21), range(1001, 1021)
ADVERTS, ORGANISATIONS = 600, 90
NAMED = ("named", "worded", "settled")
"""Rules for towns that are measured without the site's place field, which would say the town already."""
LEAST = 20
"""Fewest readings of a rule from which its precision is stated."""
SIZES = (16_384, 49_152, 147_456)
GROUP = 1 << 14
HEAD = """\
# How often each rule for facts was right, of the times it read something, on the simulated market: written by
# `python benchmarks/facts.py --write`. A rule that is not here has no truth to be measured against, and no confidence.
# Towns are judged by the town planted (those named in texts without looking at the site's own field), prices by the
# price of an hour planted, ages by the age of the person advertised, languages by the language planted, touring by
# planted phrases of movement and short stay, availability by planted phrases of being always available. Outcodes are
# decoys there, so that their precision says nothing.
"""


def world(seed: int, preset: str) -> tuple:
    """Simulate a market and read what a crawl sees of it.

    Returns
    -------
    truth, adverts, facts, sightings, alone
        Planted tables; tables of the corpus; and what was read from title and body alone, the site's fields left out.
    """
    import simulated
    from bundled import SITES

    from dots.corpus import pages, reading
    from dots.governance import naming
    from dots.market import direct

    knobs = yaml.safe_load(Path("config/market/difficulty.yaml").read_text())[preset]
    made = simulated.simulate(seed, **{**knobs, "adverts": ADVERTS, "organisations": ORGANISATIONS})
    clear, sightings, _ = pages.parse(direct.pages(made.about, made.rows), SITES)
    given = sources()
    part, alone = (reading.read_part(frame, given) for frame in (clear, clear.assign(place="", price="")))
    names = naming.pseudonyms(made.truth["adverts"]["advert"], given.secret)

    def hidden(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(advert=frame["advert"].map(names))

    truth = {name: hidden(frame) if "advert" in frame else frame for name, frame in made.truth.items()}
    return truth, part.adverts, part.facts, hidden(sightings), alone


def sources() -> object:
    """Give what adverts of the default study are read with."""
    from dots.corpus import dialling, facts, placing, reading
    from dots.governance import naming, vault
    from dots.places import load_outcodes, load_towns

    towns = load_towns(Path("config/places.yaml"))
    outcodes = load_outcodes(Path("config/corpus/outcodes.yaml"), towns)
    ranges = dialling.load(Path("config/corpus/ofcom_drama_ranges.json"))
    precision = facts.load_precision(PRECISION) if PRECISION.exists() else {}
    secret = naming.secret(vault.load_keys(vault.SIMULATED, 0))
    return reading.Sources(placing.gazetteer(towns, outcodes), ranges, precision, secret)


def judged(truth: dict, adverts: pd.DataFrame, stated: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """Say of each fact that has a truth whether it is right: kind, rule, right."""
    from dots.validity.facts import towns

    known = truth["adverts"].set_index("advert")
    town = towns(adverts, sightings, truth["versions"]).set_index("advert")["planted"]
    codes = sources().gazetteer.outcodes
    shown = truth["indicators"][truth["indicators"]["present"]].groupby("indicator")["advert"].agg(set)
    moving = shown.get("movement", set()) | shown.get("short_stay", set())
    always = shown.get("always_available", set())

    def right(fact: object) -> bool | None:
        if fact.kind == "place" and fact.unit in ("town", "outcode"):
            return codes.get(fact.value, fact.value) == town.get(fact.advert)
        if fact.kind == "price" and fact.minutes == 60 and fact.unit == "GBP":
            return fact.amount == known["price"][fact.advert]
        if fact.kind == "age":
            return fact.amount == known["age"][fact.advert]
        if fact.kind == "language":
            return fact.value == known["language"][fact.advert]
        if fact.kind == "touring":
            return fact.advert in moving
        return fact.advert in always if fact.rule == "always" else None

    rows = [(fact.kind, fact.rule, right(fact)) for fact in stated.itertuples()]
    return pd.DataFrame(rows, columns=["kind", "rule", "right"]).dropna().astype({"right": int})


def write_precision() -> None:
    """Measure each rule on development seeds and write what came of it."""
    counts = Counter()
    for seed in DEVELOPMENT:
        truth, adverts, stated, sightings, alone = world(seed, "realistic")
        named = alone.facts[(alone.facts["kind"] == "place") & alone.facts["rule"].isin(NAMED)]
        both = pd.concat([stated[(stated["kind"] != "place") | ~stated["rule"].isin(NAMED)], named])
        for (kind, rule), part in judged(truth, adverts, both, sightings).groupby(["kind", "rule"]):
            counts[kind, rule, "read"] += len(part)
            counts[kind, rule, "right"] += int(part["right"].sum())
    rules: dict = {}
    for (kind, rule, what), count in sorted(counts.items()):
        if counts[kind, rule, "read"] < LEAST:
            continue
        rules.setdefault(kind, {}).setdefault(rule, {})[what] = count
    seeds = f"development seeds {DEVELOPMENT[0]}-{DEVELOPMENT[-1]}, {ADVERTS} adverts each, preset realistic"
    PRECISION.write_text(HEAD + yaml.safe_dump({"measured_on": seeds, "rules": rules}, sort_keys=False))


def evaluate(preset: str) -> pd.DataFrame:
    """Give the scoreboard's rows on facts over all evaluation seeds together, and towns from texts alone."""
    from dots.validity.facts import facts, place_accuracy

    parts = []
    for seed in EVALUATION:
        truth, *found, alone = world(seed, preset)
        tables = [*found, alone.adverts, *(truth[name] for name in ("adverts", "versions", "indicators"))]
        parts.append([table.assign(advert=f"{seed}/" + table["advert"]) for table in tables])
    adverts, stated, sightings, unaided, planted, versions, marks = (
        pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True)
    )
    seen = planted[planted["advert"].isin(adverts["advert"])]
    rows = facts(adverts, stated, sightings, seen, versions, marks)
    named = unaided[unaided["town"].notna()]
    rows += [line | {"group": "text alone"} for line in place_accuracy(unaided, sightings, versions)]
    rows += [line | {"group": "text alone, where it names one"} for line in place_accuracy(named, sightings, versions)]
    return pd.DataFrame(rows)


def build(size: int, path: Path) -> None:
    """Write so many adverts as the archive's parser would: simulated ones, over and over under new numbers."""
    import simulated
    from bundled import SITES

    from dots.corpus import pages
    from dots.market import direct
    from dots.tables import corpus as tables

    made = simulated.simulate(2, adverts=4000, organisations=300)
    clear, _, _ = pages.parse(direct.pages(made.about, made.rows), SITES)
    with tables.CLEAR_ADVERTS.writing(path) as write:
        for start in range(0, size, GROUP):
            rows = [(start + place) % len(clear) for place in range(min(GROUP, size - start))]
            names = [f"noticeboard/{start + place:09d}" for place in range(len(rows))]
            write(tables.CLEAR_ADVERTS.arrow(clear.iloc[rows].assign(advert=names), path))


def run_once(path: Path, workers: int) -> None:
    """Read a file of adverts in this process and its workers, and print adverts, CPU seconds and seconds."""
    import resource

    from dots.corpus import reading
    from dots.governance import vault

    keys, given = vault.load_keys(vault.SIMULATED, 1), sources()
    began, start = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as name:
        names = ("adverts", "facts", "contacts", "clear_contacts")
        to = {one: Path(name) / f"{one}.parquet" for one in names}
        outcomes, _ = reading.read_file(path, given, keys, workers, **to)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - start + children.ru_utime + children.ru_stime
    print(json.dumps([sum(outcomes.values()), cpu, time.perf_counter() - began]))


def cost(sizes: tuple[int, ...]) -> pd.DataFrame:
    """Measure reading over sizes, by one process and by two."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.parquet"
            build(size, path)
            for workers in (1, 2):
                (adverts, cpu, seconds), memory = measure(__file__, "--once", path, workers)
                rows.append((workers, adverts, cpu, seconds, memory))
    return pd.DataFrame(rows, columns=["processes", "adverts", "cpu", "seconds", "memory"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        run_once(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--write"]:
        write_precision()
    else:
        for preset in ("realistic", "adversarial"):
            print(f"# Facts on evaluation seeds {EVALUATION[0]}-{EVALUATION[-1]}, preset {preset}\n")
            print("| measure | group | value | 95 % interval | units |\n|---|---|---:|---|---:|")
            for at in evaluate(preset).itertuples():
                print(
                    f"| {at.measure} | {at.group} | {at.value:.4f} | {at.lower:.3f} to {at.upper:.3f} | {at.units:,} |"
                )
            print()
        frame = cost(tuple(int(size) for size in sys.argv[1:]) or SIZES)
        print("# Reading adverts\n\n| processes | adverts | adverts a CPU second | seconds | most memory (MB) |")
        print("|---:|---:|---:|---:|---:|")
        for at in frame.itertuples():
            rate = at.adverts / at.cpu
            print(f"| {at.processes} | {at.adverts:,} | {rate:,.0f} | {at.seconds:.1f} | {at.memory:,.0f} |")
        for workers, part in frame.groupby("processes"):
            part = part.set_index("adverts")
            for what, column in (("time", "cpu"), ("memory", "memory")):
                print(
                    f"\n{workers} process(es): {what} grows with the adverts to the power {exponent(part[column]):.2f}"
                )
