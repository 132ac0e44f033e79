"""Pandoc's document tree (its JSON form): how to walk it, read its text and make its elements.

SOURCE the types are those of pandoc-types (https://hackage.haskell.org/package/pandoc-types).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Element = dict
NOTHING = ("Cite", "Code", "Math", "RawInline", "CodeBlock", "RawBlock")


def walk(node: object, action: Callable[[Element], list[Element] | None]) -> object:
    """Return a copy of a tree in which elements are replaced.

    Parameters
    ----------
    node
        A document, an element or a list of elements.
    action
        Is given each element of a list. It returns the elements to stand in its place, which are not walked
        again, or None to keep it and go on inside it.
    """
    if isinstance(node, list):
        found = []
        for item in node:
            replaced = action(item) if isinstance(item, dict) and "t" in item else None
            if replaced is None:
                found.append(walk(item, action))
            else:
                found.extend(replaced)
        return found
    if isinstance(node, dict):
        return {name: walk(value, action) for name, value in node.items()}
    return node


def elements(node: object) -> Iterator[Element]:
    """Yield every element of a tree, in reading order."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from elements(item)


def words(node: object) -> str:
    """Give the running text of a tree, without citations, code, mathematics and raw passages."""
    if isinstance(node, list):
        return "".join(words(item) for item in node)
    if not isinstance(node, dict):
        return ""
    kind = node.get("t")
    if kind in NOTHING:
        return ""
    if kind == "Str":
        return node["c"]
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    return words(node.get("c", []))


def attr(identifier: str = "", classes: tuple[str, ...] = (), **pairs: str) -> list:
    """Make the attributes of an element."""
    return [identifier, list(classes), [[name.replace("_", "-"), value] for name, value in pairs.items()]]


def text(content: str) -> list[Element]:
    """Make running text; a percentage is not broken over two lines."""
    content = content.replace(" %", "\u00a0%")
    parts: list[Element] = []
    for number, word in enumerate(content.split(" ")):
        parts += [{"t": "Space"}] if number else []
        parts += [{"t": "Str", "c": word}] if word else []
    return parts


def plain(inlines: list[Element]) -> Element:
    """Make a block of running text without space around it."""
    return {"t": "Plain", "c": inlines}


def code(content: str) -> Element:
    """Make inline code."""
    return {"t": "Code", "c": [attr(), content]}


def span(inlines: list[Element], **attributes: str) -> Element:
    """Make a span; `identifier` names it."""
    return {"t": "Span", "c": [attr(attributes.pop("identifier", ""), **attributes), inlines]}


def div(identifier: str, blocks: list[Element], classes: tuple[str, ...] = (), **pairs: str) -> Element:
    """Make a division."""
    return {"t": "Div", "c": [attr(identifier, classes, **pairs), blocks]}


def link(inlines: list[Element], target: str, title: str = "", classes: tuple[str, ...] = ()) -> Element:
    """Make a link."""
    return {"t": "Link", "c": [attr("", classes), inlines, [target, title]]}


def raw(medium: str, content: str, *, block: bool = False) -> Element:
    """Make a passage that only one format shows, in that format's own language."""
    return {"t": "RawBlock" if block else "RawInline", "c": [medium, content]}


def table(
    caption: list[Element],
    head: list[list[Element]],
    body: list[list[list[Element]]],
    right: list[bool],
    widths: list[float],
) -> Element:
    """Make a table.

    Parameters
    ----------
    caption
        Its caption (may be empty).
    head
        One list of inlines a column.
    body
        Rows of cells, each a list of inlines.
    right
        Whether each column is set flush right.
    widths
        Shares of the text width, one a column, or an empty list to leave them to the format.
    """
    specs = [
        [{"t": "AlignRight" if right[column] else "AlignLeft"}]
        + ([{"t": "ColWidth", "c": widths[column]}] if widths else [{"t": "ColWidthDefault"}])
        for column in range(len(head))
    ]
    rows = [_row(cells) for cells in body]
    return {
        "t": "Table",
        "c": [
            attr(),
            [None, [plain(caption)] if caption else []],
            specs,
            [attr(), [_row(head)]],
            [[attr(), 0, [], rows]],
            [attr(), []],
        ],
    }


def _row(cells: list[list[Element]]) -> list:
    return [attr(), [[attr(), {"t": "AlignDefault"}, 1, 1, [plain(cell)]] for cell in cells]]
