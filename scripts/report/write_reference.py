"""Write docs/config.md, docs/tables.md and the keys in docs/adapters.md: `python scripts/report/write_reference.py`."""

from pathlib import Path

import yaml

from dots import study
from dots.report import reference

ROOT = Path(__file__).resolve().parents[2]


def pages() -> dict[Path, str]:
    """Give the text of each reference page by the file it belongs in."""
    schema = study.load_schema(ROOT / "config/schema.yaml")
    defaults = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    presets = yaml.safe_load((ROOT / defaults["market"]["presets"]).read_text())
    adapter_schema = study.load_schema(ROOT / "config/crawl/adapter_schema.yaml")
    return {
        ROOT / "docs/adapters.md": reference.adapters_page((ROOT / "docs/adapters.md").read_text(), adapter_schema),
        ROOT / "docs/config.md": reference.config_page(schema, defaults, presets),
        ROOT / "docs/tables.md": reference.tables_page(reference.declared_tables()),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
        print(f"wrote {path.relative_to(ROOT)}")
