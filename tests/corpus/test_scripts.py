"""The stage's scripts, run one after the other on a tiny archive, write every promised file, twice the same."""

import importlib.util
import json
from pathlib import Path

import bundled
import pandas as pd
import pytest
from tiny_archive import WAVES, board, feed, status, wacz, warc

from dots.governance import vault

ROOT = Path(__file__).parents[2]
KEYS = {"study_keys": vault.SIMULATED, "seed": 7}


def script(name):
    """Give the function of a script of the stage."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/corpus/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def run_stage(folder, threads=1):
    """Run the stage in a folder; the archive holds 24 adverts and 12 posts."""
    pages = [board(n, title=f"Anna {n}", body=f"Aged 27. Call 07700 900{n:03d}, kisses") for n in range(24)]
    pages += [feed(*(status(str(n), f"<p>Eva, {16 + n} years old, @moonrose_{n}</p>") for n in range(12)))]
    later = [board(n, WAVES[1], title="Anna", body=f"Aged 27. Call 07700 900{n:03d}") for n in range(20)]
    archive = folder / "restricted/archive"
    for name, listed in (("2026-01-01", pages), ("2026-01-22", later)):
        keys = vault.load_keys(vault.SIMULATED, 7)
        vault.seal(wacz(warc(listed)[0]), archive / f"{name}.wacz.age", vault.batch(keys, name))
    table = {
        name: folder / f"results/tables/{name}.parquet"
        for name in (
            *("adverts", "contacts", "sightings", "attrition", "archive_pages", "templates", "advert_templates"),
            *("site_waves", "spells", "facts", "advert_texts", "vocabulary", "phrases"),
        )
    }
    sealed = {
        name: folder / f"restricted/{name}.parquet.age"
        for name in ("clear_adverts", "clear_contacts", "clear_sightings")
    }

    def some(*names):
        return {name: (table | sealed)[name] for name in names}

    def figure(name):
        stem = folder / f"results/figures/{name}"
        return {"svg": stem.with_suffix(".svg"), "png": stem.with_suffix(".png"), "alt": stem.with_suffix(".json")}

    script("parse_archive")(
        archive=archive,
        drama_ranges=ROOT / "config/corpus/ofcom_drama_ranges.json",
        **some("clear_adverts", "clear_sightings", "archive_pages", "site_waves"),
        threads=threads,
        **bundled.GIVEN,
        **KEYS,
    )
    script("read_adverts")(
        places=ROOT / "config/places.yaml",
        outcodes=ROOT / "config/corpus/outcodes.yaml",
        fact_precision=ROOT / "config/corpus/fact_precision.yaml",
        contact_precision=ROOT / "config/corpus/contact_precision.yaml",
        drama_ranges=ROOT / "config/corpus/ofcom_drama_ranges.json",
        **some("clear_adverts", "clear_sightings", "archive_pages", "adverts", "contacts", "sightings", "attrition"),
        **some("facts", "clear_contacts"),
        threads=threads,
        **KEYS,
    )
    script("count_tokens")(
        **some("adverts", "advert_texts", "vocabulary", "phrases"),
        token_counts=folder / "results/models/corpus/token_counts.npz",
        threads=threads,
    )
    script("find_spells")(**some("adverts", "sightings", "site_waves", "spells"))
    script("find_templates")(**some("adverts", "contacts", "templates", "advert_templates"), similarity=0.3)
    script("summarise_corpus")(
        **some("adverts", "contacts", "templates", "advert_templates", "attrition", "spells", "site_waves"),
        numbers=folder / "results/numbers/corpus.json",
        metrics=folder / "results/metrics/corpus.json",
        similarity=0.3,
        minimum=10,
    )
    script("plot_attrition")(**some("attrition", "advert_templates"), **figure("attrition"), minimum=10)
    script("plot_contacts")(**some("contacts"), **figure("contact_rules"), minimum=10)
    script("plot_volume")(**some("adverts"), **figure("market_volume"), minimum=10)
    script("tabulate_corpus")(
        **some("adverts", "contacts", "advert_templates"),
        corpus=folder / "results/tables/chapter/corpus.csv",
        minimum=10,
    )
    return table, sealed


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage")
    return folder, *run_stage(folder)


def results(folder):
    return {path.relative_to(folder): path for path in sorted((folder / "results").rglob("*")) if path.is_file()}


def test_the_stage_writes_the_same_bytes_twice_on_any_number_of_processes(stage, tmp_path):
    run_stage(tmp_path, threads=2)
    first, second = results(stage[0]), results(tmp_path)
    assert first.keys() == second.keys() and len(first) == 13 + 1 + 2 + 9 + 1
    assert not [name for name in first if first[name].read_bytes() != second[name].read_bytes()]


def test_nothing_outside_the_restricted_zone_holds_a_raw_value(stage):
    folder = stage[0]
    for path in results(folder).values():
        content = pd.read_parquet(path).to_csv() if path.suffix == ".parquet" else path.read_bytes().decode("latin-1")
        assert "moonrose" not in content and "7700900" not in content and "07700 900" not in content, path


def test_the_restricted_zone_is_sealed(stage):
    folder, _, sealed = stage
    assert {path.name for path in (folder / "restricted").iterdir()} == {
        "archive", "clear_adverts.parquet.age", "clear_contacts.parquet.age", "clear_sightings.parquet.age",
    }  # fmt: skip
    for path in sealed.values():
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
        with pytest.raises(ValueError, match="does not open this file"):
            vault.unseal(path, vault.load_keys(vault.SIMULATED, 8))


def test_everything_is_accounted_for(stage):
    folder, table, _ = stage
    attrition = pd.read_parquet(table["attrition"]).set_index(["step", "reason"])["records"]
    assert attrition["2 pages", "kept"] == 25 + 20
    assert attrition["3 adverts and posts", "kept"] == 24 + 12
    assert attrition["3 adverts and posts", "earlier sighting of the same advert"] == 20
    assert attrition["4 adverts read", "kept"] == len(pd.read_parquet(table["adverts"])) == 24 + 10
    assert attrition["4 adverts read", "states an age below 18"] == 2
    sightings = pd.read_parquet(table["sightings"])
    assert len(sightings) == 24 + 20 + 10 and sightings["changed"].sum() == 20
    assert set(sightings["advert"]) == set(pd.read_parquet(table["adverts"])["advert"])
    numbers = json.loads((folder / "results/numbers/corpus.json").read_text())
    assert numbers["adverts"]["value"] == 34
    assert numbers["under_age"]["text"] == "fewer than 10"


def test_an_archive_without_adverts_fails_with_its_name(tmp_path):
    archive = tmp_path / "archive"
    empty = wacz(warc([("http://noticeboard.example/", 200, "<p>Home</p>", "Thu, 01 Jan 2026 09:30:00 GMT")])[0])
    vault.seal(empty, archive / "direct.wacz.age", vault.batch(vault.load_keys(vault.SIMULATED, 7), "direct"))
    with pytest.raises(ValueError, match="archive: no advert in the archive"):
        script("parse_archive")(
            archive=archive,
            clear_adverts=tmp_path / "clear.parquet.age",
            clear_sightings=tmp_path / "sightings.parquet.age",
            archive_pages=tmp_path / "pages.parquet",
            drama_ranges=ROOT / "config/corpus/ofcom_drama_ranges.json",
            site_waves=tmp_path / "waves.parquet",
            threads=1,
            **bundled.GIVEN,
            **KEYS,
        )
