"""Set the simulated market beside published aggregates. Fails if a target is not measured or is badly described."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import corpus, market, truth
from dots.tables.calibration import CALIBRATION
from dots.validity import calibration, calibration_page


def calibrate_market(
    targets: Path,
    sightings: Path,
    coded_sample: Path,
    true_adverts: Path,
    true_indicators: Path,
    table: Path,
    page_html: Path,
    svg: Path,
    png: Path,
    alt: Path,
    *,
    seed: int,
) -> None:
    """Read targets, what the crawl saw and the truth; write the table, the page and the figure."""
    measured = calibration.measure(
        truth.ADVERTS.read(true_adverts),
        truth.INDICATORS.read(true_indicators),
        corpus.SIGHTINGS.read(sightings),
        market.CODED_SAMPLE.read(coded_sample),
        seed,
    )
    rows = calibration.compare(calibration.load_targets(targets), measured)
    CALIBRATION.write(rows, table)
    said = calibration_page.describe(rows)
    figures.save(calibration_page.draw(rows), svg, png, alt, title=calibration_page.TITLE, text=said)
    page_html.write_text(calibration_page.page(rows, png.read_bytes(), said))


if __name__ == "__main__":
    run(snakemake, calibrate_market)
