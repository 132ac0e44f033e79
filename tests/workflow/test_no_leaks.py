"""The whole tiny study leaks no contact and no number of an advert, and one that is planted in it is found."""

import base64
import gzip
import io
import re
import sys

import pyarrow.parquet as parquet
import pytest
import yaml

from dots.governance import naming, vault
from dots.market import site

pytestmark = pytest.mark.xdist_group("whole run")


def test_no_contact_leaves_the_restricted_zone_and_a_planted_one_is_found(study):
    done = study.run(sys.executable, "scripts/scan_leaks.py", check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    seed = yaml.safe_load(study.read("config/config.yaml"))["study"]["seed"]
    keys = vault.load_keys("simulated", seed)
    contacts = vault.unseal_table(study.folder / "truth/contacts.parquet.age", keys)
    for kind, value in contacts.groupby("kind")["value"].last().items():
        hidden = gzip.compress(base64.b64encode(f"{value}\n".encode()))
        (study.folder / f"results/tables/{kind}.gz").write_bytes(hidden)
    done = study.run(sys.executable, "scripts/scan_leaks.py", check=False)
    assert done.returncode == 1
    assert "FOUND 3 traces of 3 contacts" in done.stderr
    assert {kind for kind in contacts["kind"] if f"results/tables/{kind}.gz > gzip" in done.stdout} == {
        "phone",
        "email",
        "handle",
    }


def test_no_open_file_names_an_advert_as_its_site_does_and_every_table_names_it_alike(study):
    """The attack: take all numbers from what is sealed, published or read, and look for them in whatever is open."""
    keys = vault.load_keys("simulated", yaml.safe_load(study.read("config/config.yaml"))["study"]["seed"])
    read = vault.unseal_table(
        study.folder / "restricted/clear_adverts.parquet.age", vault.batch(keys, vault.TABLES)
    )["advert"]  # fmt: skip
    _, parts = site.read(io.BytesIO(vault.unseal(study.folder / "restricted/market.zip.age", keys)))
    clear = {f"{row['platform']}/{row['number']}" for rows in parts for row in rows}
    assert set(read) < clear and len(clear) == 400
    names = set(naming.pseudonyms(clear, naming.secret(keys)).values())
    numbers = {advert.partition("/")[2] for advert in clear}
    assert min(map(len, numbers)) >= 6
    tables = {}
    for path in sorted([*study.folder.glob("results/**/*"), *study.folder.glob("truth/**/*")]):
        if path.suffix == ".parquet":
            tables[path.relative_to(study.folder).as_posix()] = frame = parquet.read_table(path).to_pandas()
            words = frame.select_dtypes(exclude="number").to_csv()
            assert set(frame.get("advert", [])) <= names, path
        elif path.suffix in (".json", ".jsonl", ".csv", ".md", ".html", ".svg", ".log", ".ipynb", ".tsv"):
            words = path.read_text()
        else:
            continue
        assert not [advert for advert in clear if advert in words], path
        assert not numbers & set(re.findall(r"(?<![\d.])\d{6,}(?!\d)", words)), path
    assert sum("advert" in frame for frame in tables.values()) >= 18
    assert set(tables["truth/adverts.parquet"]["advert"]) == names
    named = set(tables["results/tables/adverts.parquet"]["advert"])
    assert named <= set(naming.pseudonyms(read, naming.secret(keys)).values())
    assert {len(named & set(tables[f"results/tables/{name}.parquet"]["advert"])) for name in ("spells", "scores")} == {
        len(named)
    }
