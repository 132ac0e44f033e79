"""The chapter between its Markdown and its four formats: numbers, figures, tables and references put in, and checked.

The text says `{network.networks}` and the number comes from the run; `![caption](fig:name){#fig-x}` and the
figure and its alt text come from the run; a fenced div `{#tbl-x .table file=name}` becomes that table. What
does not resolve is an error, and all errors are told at once.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from dots.report import tree
from dots.report.evidence import Evidence

MEDIA = ("html", "typst", "docx", "latex")
RESULTS = "results"
LABELS = {"fig": "Figure", "tbl": "Table", "eq": "Equation", "sec": "Section"}
KEY = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)(:interval)?\}")
BRACE = re.compile(r"\{[^{}\s]*\}?|\}")

NUMBER_WORDS = (
    "three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|thirds|"
    "quarters?|twice"
)
TYPED = re.compile(rf"[\w.,]*\d[\w.,]*|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
ALLOWED = {
    "ITL 1": "the name of a level of UK regions",
    "F1": "the name of a measure",
    "half-width": "a term of statistics",
}
"""Names that hold a digit or a number word and may be typed in a results section, with why."""

LINE = 115
"""Signs of a table's text that stand side by side on a page."""

SHORT = 1000
"""Signs in the cells of a table below which it is kept on one page."""

NUMBERS = "sec-numbers"
NUMBERS_TITLE = "Appendix: what each number rests on"


@dataclass
class Used:
    """What a chapter quotes, in the order of first use."""

    numbers: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)


def used(document: dict) -> Used:
    """List the keys, figures, tables and works that a chapter names."""
    found = Used()
    for element in tree.elements([document["meta"], document["blocks"]]):
        if element["t"] == "Str":
            found.numbers += [match[1] for match in KEY.finditer(element["c"])]
        elif element["t"] == "Image":
            found.figures.append(element["c"][2][0].removeprefix("fig:"))
        elif element["t"] == "Div" and "table" in element["c"][0][1]:
            found.tables.append(dict(element["c"][0][2]).get("file", ""))
        elif element["t"] == "Cite":
            cited = [citation["citationId"] for citation in element["c"][0]]
            found.works += [name for name in cited if name.split("-")[0] not in LABELS]
    return Used(*(list(dict.fromkeys(names)) for names in vars(found).values()))


def fill(document: dict, source: str, evidence: Evidence, medium: str, images: dict[str, str]) -> dict:
    """Put numbers, figures, tables, equations and references into a chapter.

    Parameters
    ----------
    document
        The chapter as pandoc read it.
    source
        Its Markdown, so that an error can name the line.
    evidence
        What it may quote.
    medium
        One of `MEDIA`. HTML and PDF link each number to the appendix.
    images
        Figure name to the address its image has in this medium.

    Returns
    -------
    dict
        The filled document, with the appendix "what each number rests on" at its end.

    Raises
    ------
    ValueError
        One line for each thing that is wrong: an unknown key, figure or table, a missing alt text, a
        reference to nothing, a number typed in a results section.
    """
    problems = typed_numbers(document)
    labels = number(document, problems)
    filled = {
        "pandoc-api-version": document["pandoc-api-version"],
        "meta": document["meta"],
        "blocks": _place(document["blocks"], evidence, medium, images, labels, problems),
    }
    keys = used(document).numbers
    filled = _resolve(filled, evidence, medium, labels, problems)
    if problems:
        raise ValueError(
            "the chapter cannot be built:\n  "
            + "\n  ".join(dict.fromkeys(_located(problem, source) for problem in problems))
        )
    filled["blocks"] += appendix(keys, evidence, medium)
    return filled


def typed_numbers(document: dict) -> list[tuple[str, str]]:
    """Find numbers that were typed into the abstract or a section marked `.results`.

    Returns
    -------
    list of (str, str)
        What to look for in the source, and what is wrong.
    """
    found = []
    for place, block in _results(document):
        text = KEY.sub("", tree.words(block))
        for name in ALLOWED:
            text = re.sub(rf"\b{re.escape(name)}\b", "", text)
        for match in TYPED.finditer(text):
            around = text[max(0, match.start() - 30) : match.end() + 20].strip()
            found.append((around, f"{place}: the number {match[0]!r} is typed (…{around}…); quote a key instead"))
    return found


def _results(document: dict) -> list[tuple[str, dict]]:
    """List the blocks whose text states results: the abstract and everything under a heading marked `.results`."""
    abstract = document["meta"].get("abstract", {}).get("c", [])
    found = [("the abstract", block) for block in abstract if isinstance(block, dict)]
    inside, title = 0, ""
    for block in document["blocks"]:
        if block["t"] == "Header":
            level, (_, classes, _), inlines = block["c"]
            if RESULTS in classes:
                inside, title = min(inside or level, level), tree.words(inlines)
            elif level <= inside:
                inside = 0
            elif inside:
                title = tree.words(inlines)
        if inside:
            found.append((f"section {title!r}", block))
    return found


def number(document: dict, problems: list[tuple[str, str]]) -> dict[str, str]:
    """Number figures, tables, equations and sections: identifier to label ("Figure 3")."""
    labels: dict[str, str] = {NUMBERS: "the appendix"}
    counts = dict.fromkeys(LABELS, 0)
    sections: list[int] = []
    for element in tree.elements(document["blocks"]):
        if element["t"] == "Header":
            level, (identifier, classes, _), inlines = element["c"]
            if "unnumbered" in classes:
                label = tree.words(inlines)
            else:
                sections = [*sections[:level], *[0] * (level - len(sections))]
                sections[level - 1] += 1
                label = f"Section {'.'.join(map(str, sections))}"
        elif element["t"] in ("Figure", "Div"):
            identifier = element["c"][0][0]
            kind = identifier.split("-")[0]
            if kind not in counts or kind == "sec":
                continue
            counts[kind] += 1
            label = f"{LABELS[kind]} {counts[kind]}"
        else:
            continue
        if identifier in labels:
            problems.append((f"#{identifier}", f"#{identifier} names two things"))
        labels[identifier] = label
    return labels


def _place(
    blocks: list[dict],
    evidence: Evidence,
    medium: str,
    images: dict[str, str],
    labels: dict[str, str],
    problems: list[tuple[str, str]],
) -> list[dict]:
    """Put figures, tables and equations where the text names them."""

    def action(element: dict) -> list[dict] | None:
        if element["t"] == "Figure":
            return [_figure(element, evidence, medium, images, labels, problems)]
        if element["t"] == "Image":
            problems.append((element["c"][2][0], "an image stands in running text: give it a paragraph of its own"))
            return []
        if element["t"] == "Div" and "table" in element["c"][0][1]:
            return _table(element, evidence, medium, labels, problems)
        if element["t"] == "Div" and "equation" in element["c"][0][1]:
            return _equation(element, medium, labels, problems)
        return None

    return tree.walk(blocks, action)


def _figure(
    element: dict,
    evidence: Evidence,
    medium: str,
    images: dict[str, str],
    labels: dict[str, str],
    problems: list[tuple[str, str]],
) -> dict:
    (identifier, classes, pairs), (_, caption), content = element["c"]
    image = next(part for part in tree.elements(content) if part["t"] == "Image")
    address = image["c"][2][0]
    if not identifier.startswith("fig-"):
        problems.append((address, f"{address}: name the figure, as in {{#fig-topics}}"))
        return element
    name = address.removeprefix("fig:")
    if name == address or name not in evidence.figures:
        hint = close(name, evidence.figures) if name != address else "; write fig:<name> for results/figures/<name>"
        problems.append((address, f"{address}: there is no such figure{hint}"))
        return element
    alt = evidence.figures[name].get("alt", "").strip()
    if not alt:
        problems.append((address, f"{address}: the figure has no alt text (results/figures/{name}.json)"))
        return element
    if medium == "typst":
        # pandoc's typst writer drops the alt text of images
        shown = tree.raw("typst", f"#image({_quoted(images[name])}, alt: {_quoted(alt)}, width: 100%)")
    else:
        shown = {"t": "Image", "c": [tree.attr(), tree.text(alt), [images[name], ""]]}
    caption = [tree.plain(_titled(labels[identifier], caption[0]["c"] if caption else [])), *caption[1:]]
    return {"t": "Figure", "c": [[identifier, classes, pairs], [None, caption], [tree.plain([shown])]]}


def _table(
    element: dict, evidence: Evidence, medium: str, labels: dict[str, str], problems: list[tuple[str, str]]
) -> list[dict]:
    (identifier, _, pairs), content = element["c"]
    name = dict(pairs).get("file", "")
    if not identifier.startswith("tbl-"):
        problems.append((f"file={name}", f"table {name!r}: name it, as in {{#tbl-scoreboard .table file={name}}}"))
        return [element]
    if name not in evidence.tables:
        hint = close(name, evidence.tables)
        problems.append((name, f"#{identifier}: there is no table {name!r} (results/tables/chapter/{name}.csv){hint}"))
        return [element]
    if len(content) != 1 or content[0]["t"] != "Para":
        problems.append((f"#{identifier}", f"#{identifier}: write the table's caption as the one paragraph of its div"))
        return [element]
    head, *body = evidence.tables[name]
    made = tree.table(
        _titled(labels[identifier], content[0]["c"]),
        [tree.text(cell) for cell in head],
        [[tree.text(cell) for cell in row] for row in body],
        [column > 0 and _numeric([row[column] for row in body]) for column in range(len(head))],
        _widths(head, body),
    )
    placed = tree.div(identifier, [made], ("table",), **_scrolls(medium, labels[identifier]))
    if medium == "typst" and sum(len(cell) for row in body for cell in row) < SHORT:
        return [
            tree.raw("typst", "#[#show figure: set block(breakable: false)", block=True),
            placed,
            tree.raw("typst", "]", block=True),
        ]
    return [placed]


def _equation(element: dict, medium: str, labels: dict[str, str], problems: list[tuple[str, str]]) -> list[dict]:
    (identifier, _, pairs), content = element["c"]
    alt = dict(pairs).get("alt", "").strip()
    if not identifier.startswith("eq-") or not alt:
        problems.append((f"#{identifier}", f'equation #{identifier}: it needs a name (#eq-...) and alt="..."'))
        return [element]
    mark = labels[identifier].removeprefix("Equation ")
    if medium == "typst":
        setting = f'#[#set math.equation(alt: {_quoted(alt)}, numbering: _ => "({mark})")'
        return [
            tree.raw("typst", setting, block=True),
            tree.div(identifier, content),
            tree.raw("typst", "]", block=True),
        ]

    def numbered(part: dict) -> list[dict] | None:
        return [part | {"c": [part["c"][0], rf"{part['c'][1]} \qquad ({mark})"]}] if part["t"] == "Math" else None

    attributes = {"role": "math", "aria_label": alt} if medium == "html" else {}
    return [tree.div(identifier, tree.walk(content, numbered), ("equation",), **attributes)]


def _resolve(
    document: dict, evidence: Evidence, medium: str, labels: dict[str, str], problems: list[tuple[str, str]]
) -> dict:
    """Put numbers for keys, and links for references to figures, tables, equations and sections."""

    def action(element: dict) -> list[dict] | None:
        if element["t"] == "Str" and ("{" in element["c"] or "}" in element["c"]):
            return _quoted_numbers(element["c"], evidence, medium, problems)
        if element["t"] == "Code" and KEY.search(element["c"][1]):
            problems.append(
                (element["c"][1], f"`{element['c'][1]}`: a key is not put in for code; take the backticks away")
            )
        if element["t"] == "Cite":
            return _references(element, labels, problems)
        if element["t"] == "Link" and element["c"][2][0].startswith("#"):
            target = element["c"][2][0][1:]
            if target not in labels:
                problems.append((f"#{target}", f"#{target}: the link leads nowhere{close(target, labels)}"))
        return None

    return {name: tree.walk(value, action) for name, value in document.items()}


def _quoted_numbers(content: str, evidence: Evidence, medium: str, problems: list[tuple[str, str]]) -> list[dict]:
    parts, at = [], 0
    for match in KEY.finditer(content):
        key, wants_interval = match[1], match[2]
        parts += tree.text(content[at : match.start()]) if at < match.start() else []
        at = match.end()
        number = evidence.numbers.get(key)
        if number is None:
            problems.append((match[0], f"{match[0]}: there is no such number{close(key, evidence.numbers)}"))
            continue
        shown = number["interval" if wants_interval else "text"]
        if shown is None:
            problems.append((match[0], f"{match[0]}: {key} has no interval; its stage must give lower and upper"))
            continue
        if medium in ("html", "typst"):
            title = f"{number['means']} ({number['source']})" if medium == "html" else ""
            parts.append(tree.link(tree.text(shown), f"#{anchor(key)}", title, ("number",)))
        else:
            parts += tree.text(shown)
    rest = content[at:]
    for brace in BRACE.finditer(KEY.sub("", content)):
        problems.append((brace[0], f"{brace[0]}: not a key; write {{stage.key}} or {{stage.key:interval}}"))
    return parts + ([{"t": "Str", "c": rest}] if rest else [])


def _references(element: dict, labels: dict[str, str], problems: list[tuple[str, str]]) -> list[dict] | None:
    citations, _ = element["c"]
    ours = [citation for citation in citations if citation["citationId"].split("-")[0] in LABELS]
    if not ours:
        return None
    parts: list[dict] = []
    for citation in ours:
        target = citation["citationId"]
        if target not in labels:
            problems.append((f"@{target}", f"@{target}: there is nothing of that name{close(target, labels)}"))
            continue
        parts += tree.text(", ") if parts else []
        parts.append(tree.link([{"t": "Str", "c": labels[target].replace(" ", "\u00a0")}], f"#{target}"))
    works = [citation for citation in citations if citation not in ours]
    if works:
        parts += [{"t": "Space"}, {"t": "Cite", "c": [works, tree.text(works[0]["citationId"])]}]
    return parts


def appendix(keys: list[str], evidence: Evidence, medium: str) -> list[dict]:
    """Make the table of every number the chapter quotes: key, value, meaning and source."""
    body = []
    for key in keys:
        number = evidence.numbers[key]
        interval = f" ({number['interval']})" if number["interval"] else ""
        name = tree.span([tree.code(key)], identifier=anchor(key))
        body.append(
            [[name], tree.text(number["text"] + interval), tree.text(number["means"]), [tree.code(number["source"])]]
        )
    head = [tree.text(cell) for cell in ("Key", "Value (95 % interval)", "What it is", "File")]
    made = tree.table([], head, body, [False] * 4, [0.27, 0.17, 0.33, 0.23])
    heading = {"t": "Header", "c": [1, tree.attr(NUMBERS, ("unnumbered",)), tree.text(NUMBERS_TITLE)]}
    intro = "Every number in the text was put there by the build from the file named here. None was typed."
    return [
        heading,
        {"t": "Para", "c": tree.text(intro)},
        tree.div("numbers", [made], ("table",), **_scrolls(medium, NUMBERS_TITLE)),
    ]


def anchor(key: str) -> str:
    """Give the name of a key's row in the appendix."""
    return "n-" + re.sub(r"[._]", "-", key)


def close(name: str, known: object) -> str:
    """Give a hint with the known names closest to a name, or nothing."""
    guesses = difflib.get_close_matches(name, list(known), 3, 0.6)
    return f"; did you mean {' or '.join(guesses)}?" if guesses else ""


def _titled(label: str, caption: list[dict]) -> list[dict]:
    return [{"t": "Strong", "c": tree.text(f"{label}.")}, {"t": "Space"}, *caption]


def _scrolls(medium: str, label: str) -> dict[str, str]:
    """Let a reader with a keyboard scroll a wide table on a narrow screen."""
    return {"role": "region", "tabindex": "0", "aria_label": label} if medium == "html" else {}


def _numeric(cells: list[str]) -> bool:
    """Tell whether most cells of a column that are not empty are numbers or intervals."""
    filled = [cell for cell in cells if re.search(r"\w", cell)]
    numbers = [cell for cell in filled if re.search(r"\d", cell) and not re.search(r"[^\W\d_]", cell.replace("to", ""))]
    return 2 * len(numbers) > len(filled)


def _widths(head: list[str], body: list[list[str]]) -> list[float]:
    """Share the text width where the cells are too long to stand side by side; else leave it to the format.

    Every column first gets what its longest word needs, then the rest is shared by the length of the cells.
    """
    columns = list(zip(head, *body, strict=True))
    if sum(max(map(len, column)) for column in columns) <= 80:
        return []
    # a heading breaks between its words, and is set in bold; three more signs stand for the space around a cell
    least = [
        3 + max(1.25 * max(map(len, name.split())), max(map(len, " ".join(cells).split()), default=0))
        for name, *cells in columns
    ]
    wanted = [
        max(low, 3 + min(60, max(map(len, cells), default=0))) for low, (_, *cells) in zip(least, columns, strict=True)
    ]
    rest, wish = max(0, LINE - sum(least)), sum(wanted) - sum(least)
    widths = [low + rest * (want - low) / wish if wish else low for low, want in zip(least, wanted, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]


def _quoted(content: str) -> str:
    return '"' + content.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _located(problem: tuple[str, str], source: str) -> str:
    """Put the line of the source before a problem, where what it is about can be found there."""
    needle, message = problem
    lines = [at for at, line in enumerate(source.splitlines(), 1) if needle and needle in line]
    return f"line {lines[0]}: {message}" if lines else message
