"""Draw who is suspected wrongly, by kind and language, and the rate as the list grows longer, beside lists by lot."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import validity
from dots.validity import figures as drawings
from dots.validity.headlines import by_length, grouped


def plot_wrongful_suspicion(wrongful: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the rates, draw them, save them with a text that reads every count."""
    table = validity.SUSPICION.read(wrongful)
    shown = grouped(table)
    whole = shown[shown["grouping"] == "all"].iloc[0]
    said = "; ".join(
        f"{at.label} {at.shortlisted} of {at.eligible}, {at.wrongful} wrongly"
        for at in shown.itertuples()
        if at.grouping != "all"
    )
    lists = by_length(table)
    longest = lists.iloc[-1] if len(lists) else whole
    figures.save(
        drawings.wrongful_suspicion(table),
        svg,
        png,
        alt,
        title="Networks on the shortlist, and how many are suspected wrongly",
        text=f"Bars of shortlisted networks by planted kind, language and telephone number: {said}. Over all, "
        f"{whole['wrongful']} of {whole['shortlisted']} are suspected wrongly; by lot it would be "
        f"{whole['by_chance']:.0%}. A line gives the rate for every length of the list, up to "
        f"{longest['rate']:.0%} for all {longest['eligible']} networks.",
    )


if __name__ == "__main__":
    run(snakemake, plot_wrongful_suspicion)
