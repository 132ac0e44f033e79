"""The adapters that come with the repository, for tests of any stage that meets a page."""

from pathlib import Path

from dots import adapters, study

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "config/crawl/adapters").glob("*.yaml"))
SCHEMA_FILE = ROOT / "config/crawl/adapter_schema.yaml"
SCHEMA = study.load_schema(SCHEMA_FILE)
SITES = adapters.load(FILES, SCHEMA)
GIVEN = {"site_adapters": FILES, "adapter_schema": SCHEMA_FILE}
"""As the scripts of rules take them."""
