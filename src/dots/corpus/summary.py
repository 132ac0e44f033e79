"""The corpus in numbers: how many adverts, contacts and templates there are, and what was left out."""

from __future__ import annotations

import pandas as pd

from dots.corpus import contacts as written
from dots.corpus import pages, reading
from dots.governance import disclosure
from dots.numbers import Number
from dots.tables.corpus import KINDS

PLATFORMS = {
    "noticeboard": "Classified adverts, first site",
    "citylist": "Classified adverts, second site",
    "social": "Social media posts",
}
"""How a reader is told of each platform; others go by their own name."""

PLURALS = {"phone": "telephone numbers", "email": "e-mail addresses", "handle": "handles"}

TEXTS = "5 texts"
COPIED = "copy of a template"
"""The last step of the attrition: adverts whose text no earlier advert of their template has."""

FEW = "fewer than {}"
WITHHELD = "withheld"


def summarise(
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    templates: pd.DataFrame,
    advert_templates: pd.DataFrame,
    attrition: pd.DataFrame,
    *,
    similarity: float,
    minimum: int,
) -> dict[str, Number]:
    """State the numbers of the corpus.

    Parameters
    ----------
    adverts, contacts, templates, advert_templates, attrition
        The tables of those names.
    similarity
        Similarity from which adverts share a template.
    minimum
        Smallest group of adverts that may be reported.
    """
    tables = "results/tables/"
    shared = _in_template(advert_templates)
    hidden = ~contacts["rule"].isin(written.OPEN)
    bare = ~adverts["advert"].isin(contacts["advert"])
    dropped = attrition[~attrition["reason"].isin(["kept", pages.SIGHTED])]
    kept = attrition[attrition["reason"] == "kept"].set_index("step")["records"]
    young = dropped.loc[dropped["reason"] == reading.UNDER_AGE, "records"].sum()
    left_out = dropped.loc[dropped["step"].isin([pages.RECORDS, reading.STEP]), "records"].sum()
    damaged = dropped.loc[dropped["reason"] == "damaged record", "records"].sum()

    def count(value: float, means: str, table: str = "adverts") -> Number:
        return Number(int(value), means, f"{tables}{table}.parquet", "count")

    def people(value: float, means: str, table: str) -> Number:
        if 0 < value < minimum:
            return Number(FEW.format(minimum), means, f"{tables}{table}.parquet", "text")
        return count(value, means, table)

    def share(value: float, means: str, table: str = "adverts") -> Number:
        return Number(float(value), means, f"{tables}{table}.parquet", "percent", 1)

    several = templates[templates["adverts"] > 1]
    numbers = {
        "responses": count(kept[pages.RESPONSES], "pages in the archive, the last copy of each", "attrition"),
        "damaged": count(damaged, "records of the archive that cannot be read", "attrition"),
        "adverts": count(len(adverts), "adverts and posts in the corpus"),
        "dropped": people(left_out, "adverts, posts and copies left out after parsing", "attrition"),
        "under_age": people(young, "adverts left out because they state an age below 18", "attrition"),
        "months": count(adverts["month"].nunique(), "months with at least one advert"),
        "towns": count(adverts["town"].nunique(), "towns with at least one advert"),
        "regions": count(adverts["region"].nunique(), "regions with at least one advert"),
        "words": count(adverts["words"].median(), "words of a median advert, contacts masked"),
        "placed": share(adverts["town"].notna().mean(), "adverts whose town is in the gazetteer"),
        "priced": share(adverts["price"].notna().mean(), "adverts that state a price an hour"),
        "aged": share(adverts["age"].notna().mean(), "adverts that state an age"),
        "contacts": count(len(contacts), "contacts in the adverts, each once an advert", "contacts"),
        "different_contacts": count(contacts["contact"].nunique(), "different contacts", "contacts"),
        "hidden_share": share(hidden.mean(), "contacts written so that a machine overlooks them", "contacts"),
        "without_contact": people(bare.sum(), "adverts in which no contact was found", "contacts"),
        "without_contact_share": share(bare.mean(), "adverts in which no contact was found", "contacts"),
        "similarity": Number(
            similarity, "Jaccard similarity from which adverts share a template", "config/config.yaml"
        ),
        "templates": count(len(several), "templates of two or more adverts", "templates"),
        "template_share": share(shared.mean(), "adverts written from a template of two or more", "advert_templates"),
        "largest_template": people(templates["adverts"].max(), "adverts of the largest template", "templates"),
    }
    if 0 < bare.sum() < minimum:  # the exact share would give the count away
        most = Number(minimum / len(adverts), "", "", "percent", 1).text()
        means = numbers["without_contact_share"].means
        numbers["without_contact_share"] = Number(f"under {most}", means, f"{tables}contacts.parquet", "text")
    if adverts["price"].notna().any():
        numbers["price"] = Number(
            float(adverts["price"].median()), "median price an hour, GBP", f"{tables}adverts.parquet", "decimal", 0
        )
    families = {
        "adverts": {
            f"{platform}_adverts": (size, f"{_platform(platform).lower()} in the corpus")
            for platform, size in adverts["platform"].value_counts().sort_index().items()
        },
        "contacts": {
            f"{kind}_contacts": (
                (contacts["kind"] == kind).sum(),
                f"{PLURALS[kind]} in the adverts, each once an advert",
            )
            for kind in KINDS
        },
        "different": {
            f"different_{kind}s": (
                contacts.loc[contacts["kind"] == kind, "contact"].nunique(),
                f"different {PLURALS[kind]}",
            )
            for kind in KINDS
        },
    }
    for family, members in families.items():
        table = "adverts" if family == "adverts" else "contacts"
        withheld = any(0 < value < minimum for value, _ in members.values())
        for key, (value, means) in members.items():
            numbers[key] = people(value, means, table)
            if withheld and value >= minimum:  # with the total, it would give a small one away
                numbers[key] = Number(WITHHELD, means, f"{tables}{table}.parquet", "text")
    return numbers


def tabulate(
    adverts: pd.DataFrame, contacts: pd.DataFrame, advert_templates: pd.DataFrame, minimum: int
) -> pd.DataFrame:
    """Set the corpus by platform as a reader's table, small groups masked.

    If one platform is masked all are, or it could be told from the whole.
    """
    frame = adverts[["advert", "platform", "price", "town"]].assign(
        shared=_in_template(advert_templates).reindex(adverts["advert"]).to_numpy(),
        reachable=adverts["advert"].isin(contacts["advert"]).to_numpy(),
    )
    listed = contacts.merge(frame[["advert", "platform"]], on="advert").assign(
        hidden=lambda found: ~found["rule"].isin(written.OPEN)
    )
    groups = [(_platform(name), frame["platform"] == name) for name in sorted(frame["platform"].unique())]
    rows = []
    for name, chosen in [*groups, ("All", pd.Series(True, index=frame.index))]:
        part, of_part = frame[chosen], listed[listed["advert"].isin(frame.loc[chosen, "advert"])]
        rows.append(
            {
                "name": name,
                "adverts": len(part),
                "reachable": part["reachable"].mean(),
                "contacts": of_part["contact"].nunique(),
                "hidden": of_part["hidden"].mean(),
                "shared": part["shared"].mean(),
                "price": part["price"].median(),
            }
        )
    values = ["reachable", "contacts", "hidden", "shared", "price"]
    table = disclosure.mask_small(pd.DataFrame(rows), "adverts", values, minimum)
    if table["suppressed"].iloc[:-1].any():
        table.loc[table.index[:-1], ["adverts", *values]] = float("nan")
    headings = {
        "adverts": ("Adverts", "{:,.0f}"),
        "reachable": ("With a contact", "{:.0%}"),
        "contacts": ("Different contacts", "{:,.0f}"),
        "hidden": ("Contacts hidden", "{:.0%}"),
        "shared": ("In a shared template", "{:.0%}"),
        "price": ("Median price an hour", "£{:.0f}"),
    }
    shown = {"Source": table["name"]}
    for name, (heading, form) in headings.items():
        missing = FEW.format(minimum) if name == "adverts" else "\u2013"
        shown[heading] = [missing if pd.isna(value) else form.format(value).replace("%", " %") for value in table[name]]
    return pd.DataFrame(shown)


def with_texts(attrition: pd.DataFrame, advert_templates: pd.DataFrame) -> pd.DataFrame:
    """Add to the attrition the step from adverts to texts: of each template one advert, on which models rest."""
    texts = advert_templates["template"].nunique()
    rows = [(TEXTS, "kept", texts), (TEXTS, COPIED, len(advert_templates) - texts)]
    return pd.concat([attrition, pd.DataFrame(rows, columns=["step", "reason", "records"])], ignore_index=True)


def released_attrition(attrition: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Give the attrition as it may be shown: counts of adverts and posts below the minimum are blank.

    Responses and pages are files, not people, and are shown as they are. Where a step left out fewer adverts
    than the minimum, the count that went into it is blank too, or the difference would tell.
    """
    shown = attrition.sort_values(["step", "reason"], ignore_index=True)
    shown["records"] = shown["records"].astype("float64")
    about_people = shown["step"].isin([pages.RECORDS, reading.STEP, TEXTS])
    left_out = shown.loc[(shown["step"] == reading.STEP) & (shown["reason"] != "kept"), "records"].sum()
    small = about_people & (shown["reason"] != "kept") & (shown["records"] < minimum)
    if 0 < left_out < minimum or (small & (shown["step"] == reading.STEP)).any():
        small |= (shown["step"] == pages.RECORDS) & (shown["reason"] == "kept")
    if ((shown["step"] == TEXTS) & (shown["reason"] == COPIED) & shown["records"].between(1, minimum - 1)).any():
        small |= (shown["step"] == TEXTS) & (shown["reason"] == "kept")
    return shown.assign(records=shown["records"].mask(small), suppressed=small)


def _in_template(advert_templates: pd.DataFrame) -> pd.Series:
    """Say of each advert whether its template has two adverts or more."""
    sizes = advert_templates["template"].map(advert_templates["template"].value_counts())
    return pd.Series((sizes > 1).to_numpy(), index=advert_templates["advert"])


def _platform(name: str) -> str:
    return PLATFORMS.get(name, name.capitalize())
