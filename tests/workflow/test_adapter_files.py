"""The workflow takes a site from its file alone, and no file that is wrong."""


def add(scratch, name: str, broken: str = "") -> str:
    """Add an adapter for another host."""
    folder = scratch.folder / "config/crawl/adapters"
    text = (folder / "noticeboard.yaml").read_text().replace("noticeboard", name)
    (folder / f"{name}.yaml").write_text(text + broken)
    return f"config/crawl/adapters/{name}.yaml"


def test_a_new_adapter_is_read_and_tracked_by_being_there(scratch):
    added = add(scratch, "annonces")
    jobs = {job["rule"]: job["input"] for job in scratch.parsed()["jobs"]}
    assert added in jobs["crawl_market"] and added in jobs["parse_archive"]


def test_an_adapter_that_is_wrong_is_refused_before_any_job(scratch):
    add(scratch, "annonces", "colour: red\n")
    done = scratch.run("snakemake", check=False)
    printed = done.stdout + done.stderr
    assert done.returncode != 0 and "annonces.yaml: colour: unknown key" in printed
    assert "Traceback" not in printed and not (scratch.folder / "results").exists()
