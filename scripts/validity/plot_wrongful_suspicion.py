"""Draw who is suspected wrongly, by planted kind, and the rate against a shortlist drawn by lot."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import validity
from dots.validity import figures as drawings


def plot_wrongful_suspicion(wrongful: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the rates, draw them, save them with a text that reads every count."""
    table = validity.SUSPICION.read(wrongful)
    kinds = table[table["kind"] != "all"]
    whole = table.set_index("kind").loc["all"]
    said = "; ".join(f"{at.kind} {at.shortlisted} of {at.eligible}, {at.wrongful} wrongly" for at in kinds.itertuples())
    figures.save(
        drawings.wrongful_suspicion(table),
        svg,
        png,
        alt,
        title="Networks on the shortlist, and how many are suspected wrongly",
        text=f"Bars of shortlisted networks by planted kind: {said}. Over all, {whole['wrongful']} of "
        f"{whole['shortlisted']} are suspected wrongly; by lot it would be {whole['by_chance']:.0%}.",
    )


if __name__ == "__main__":
    run(snakemake, plot_wrongful_suspicion)
