"""After an advert and a contact are forgotten the study runs to its end without them, and then has no more to do."""

import json
import sys

import pandas as pd
import pytest
from test_rerun import depending, readers

pytestmark = pytest.mark.xdist_group("whole run")

# in a process of the study's own, since a simulated study keeps its keyring below the folder it works in
CLEAR = """
import json
from pathlib import Path
from dots import study
from dots.governance import naming, vault
about = study.load(Path.cwd(), [])["study"]
keys = vault.load_keys(about["keys"], about["seed"], about["recipients"])
paths = (Path(f"restricted/clear_{name}.parquet.age") for name in ("adverts", "contacts"))
adverts, contacts = (vault.unseal_table(path, vault.batch(keys, vault.TABLES)) for path in paths)
print(json.dumps(naming.pseudonyms(adverts["advert"], naming.secret(keys))))
print(contacts[["advert", "kind", "value"]].to_json(orient="values"))
"""


def in_clear(study):
    """Give adverts (number to pseudonym), and (advert, kind, value) of each contact, as the sealed tables have them."""
    adverts, contacts = map(json.loads, study.run(sys.executable, "-c", CLEAR).stdout.splitlines())
    return adverts, pd.DataFrame(contacts, columns=["advert", "kind", "value"])


def mentioned(study, names):
    """List the result files, of any stage, in which one of the names stands."""
    found = set()
    for path in sorted((study.folder / "results").rglob("*")):
        if not path.is_file() or path.suffix in (".log", ".tsv"):
            continue
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            text = "\n".join(frame[name].astype(str).str.cat(sep="\n") for name in frame)
        else:
            text = path.read_bytes().decode("latin-1")
        if any(name in text for name in names):
            found.add(str(path.relative_to(study.folder)))
    return found


def test_a_study_that_forgot_runs_to_its_end_without_what_was_forgotten_and_then_has_nothing_to_do(study, house):
    adverts, contacts = in_clear(study)
    phones = contacts[contacts["kind"] == "phone"]
    number = phones["value"].value_counts(sort=False).pipe(lambda counts: counts[counts == 3]).index.min()
    holders = set(phones.loc[phones["value"] == number, "advert"])
    advert = min(adverts.keys() - set(contacts["advert"]) - holders)
    gone = {adverts[number] for number in (advert, *holders)}
    assert len(gone) == 4 and len(mentioned(study, gone)) > 5, "or their absence would prove nothing"

    study.run(sys.executable, "scripts/forget.py", "--advert", advert, "--yes", "--no-run")
    # the crawl is not made again; the notebook that shows its manifest is
    changed = {"parse_archive"} | readers(house, "results/crawl/manifest.json")
    assert study.planned() == depending(house, changed) and "crawl_market" not in study.planned()
    study.run(sys.executable, "scripts/forget.py", "--contact", f"+{number}", "--yes")

    left, held = in_clear(study)
    # posts that were seen on the same pages of the feed and on no other go too
    assert (
        left.items() <= adverts.items()
        and not gone & set(left.values())
        and len(left) > len(adverts) / 2
        and number not in set(held["value"])
    )
    # what coders and courts say of adverts is no output of the corpus: a simulated study has it from its market
    assert mentioned(study, gone) == {f"results/tables/{name}.parquet" for name in ("coded_sample", "case_outcomes")}
    study.run(sys.executable, "scripts/verify_custody.py")
    assert study.planned() == set()
