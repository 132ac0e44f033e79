"""The contacts of one advert: e-mail and web addresses, telephone numbers, handles, in whichever field they stand."""

from __future__ import annotations

from dots.corpus import addresses, links, phones, skeleton
from dots.corpus.dialling import Plan
from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

RULES = {
    "plain": "as anybody would write it",
    "separated": "with unusual signs or spaces between",
    "spelled": "in words",
    "mixed": "in words and digits",
    "lookalike": "with letters that look like others",
    "emoji": "in emoji",
    "styled": "in digits of another style",
    "invisible": "with invisible characters",
    "split": "in two or more places",
    "reversed": "backwards",
    "worked out": "with digits to be worked out",
    "unmarked": "without its @ sign",
    "link": "as the address of a page",
}
"""How a contact was written: the rule that found it."""

OPEN = ("plain", "link")
"""Rules that hide nothing."""


def find(text: Skeleton, plan: Plan, breaks: tuple[int, ...] = ()) -> list[Found]:
    """Find all contacts in the skeleton of an advert.

    Parameters
    ----------
    text
        Skeleton of title, body and contact line, joined.
    plan
        The telephone numbers looked for.
    breaks
        Positions in the original between two fields.

    Returns
    -------
    list of Found
        In the order of the text, no two of them overlapping; those with an empty value are unread numbers.
    """
    emails = addresses.find_emails(text)
    spans = [span for item in emails for span in item.spans]
    pages = links.find(text, spans)
    handles = addresses.find_handles(text, spans + [span for item in pages for span in item.spans])
    spans += [span for item in (*handles, *pages) if item.kind == "handle" for span in item.spans]
    numbers = phones.find(text, plan, spans, breaks)  # in web addresses as well: .../search?q=07700 900123
    held = [span for item in numbers for span in item.spans]
    pages = [
        item for item in pages if not any(first < item.spans[0][1] and item.spans[0][0] < end for first, end in held)
    ]
    return sorted([*emails, *handles, *pages, *numbers], key=lambda item: item.spans)


def of_fields(title: str, body: str, line: str, plan: Plan) -> tuple[Skeleton, tuple[int, int], list[Found]]:
    """Find all contacts of an advert in its three fields.

    Returns
    -------
    text, breaks, found
        Skeleton of the fields joined by line breaks, where in it the second and the third begin, and `find`'s contacts.
    """
    whole = skeleton.of(f"{title}\n{body}\n{line}")
    breaks = (len(title) + 1, len(title) + len(body) + 2)
    return whole, breaks, find(whole, plan, breaks)


def distinct(found: list[Found]) -> list[tuple[str, str, str]]:
    """List an advert's contacts once each as (kind, value, rule).

    A contact written openly anywhere in the advert is not hidden, however it is written elsewhere.
    """
    order = {rule: place for place, rule in enumerate(RULES)}
    best: dict[tuple[str, str], str] = {}
    for item in found:
        if item.value:
            key = (item.kind, item.value)
            best[key] = min(best.get(key, item.rule), item.rule, key=order.__getitem__)
    return [(kind, value, rule) for (kind, value), rule in sorted(best.items())]


def listed(
    found: list[Found], text: Skeleton, precision: dict[tuple[str, str], float]
) -> list[tuple[str, str, str, str, float | None]]:
    """List an advert's contacts once each as (kind, value, rule, spans, confidence).

    Parameters
    ----------
    found, text
        The contacts, and the skeleton they were found in.
    precision
        Measured precision of each kind and rule (`dots.corpus.facts.load_precision`).

    Returns
    -------
    list
        Spans are characters of title, body and contact line joined by line breaks, as first-last with the last one
        not in it; the pieces of one writing are joined by `+`, several writings parted by `;`. The confidence is
        the precision of the kind and rule, or None if it was not measured.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for item in found:
        spans = [text.span(*span) for span in item.spans]
        places.setdefault((item.kind, item.value), []).append("+".join(f"{first}-{last}" for first, last in spans))
    return [
        (kind, value, rule, ";".join(places[kind, value]), precision.get((kind, rule)))
        for kind, value, rule in distinct(found)
    ]
