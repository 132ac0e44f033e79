"""The whole tiny study leaks no contact, and one that is planted in it is found."""

import base64
import gzip
import sys

import pytest
import yaml

from dots.governance import vault

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
