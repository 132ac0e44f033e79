"""The look of the Word document: pandoc's own, with A4 pages, a serif face, rules in tables and page numbers."""

from __future__ import annotations

import io
import re
import time
import zipfile

FACE = "Cambria"
LANGUAGE = "en-GB"
INK = "1F2933"

PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
    "</w:sectPr>"
)
FOOTER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
TABLE = (
    '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="444444"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="444444"/><w:insideH w:val="single" w:sz="2" w:color="CCCCCC"/>'
    "</w:tblBorders><w:tblCellMar>"
    '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
SIZES = {
    "Title": 36, "Subtitle": 26, "Heading1": 30, "Heading2": 25, "Heading3": 23, "Caption": 20, "Compact": 19,
    "Abstract": 21, "Bibliography": 21,
}  # fmt: skip
"""Sizes in half points."""


def reference(default: bytes) -> bytes:
    """Make the reference document from pandoc's own.

    Parameters
    ----------
    default
        `pandoc --print-default-data-file reference.docx`.

    Raises
    ------
    ValueError
        If pandoc's document no longer has a part that is changed here.
    """
    parts = _parts(default)
    parts["word/theme/theme1.xml"] = _change(
        parts["word/theme/theme1.xml"], r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FACE}"'
    )
    styles = parts["word/styles.xml"]
    styles = _change(styles, r'<w:lang w:val="[^"]*"', f'<w:lang w:val="{LANGUAGE}"')
    styles = _change(
        styles, r'<w:sz w:val="24" />\s*<w:szCs w:val="24" />', '<w:sz w:val="22" /><w:szCs w:val="22" />', 1
    )
    styles = _change(styles, r"<w:color [^>]*/>", f'<w:color w:val="{INK}" />')
    for name, size in SIZES.items():
        styles = _sized(styles, name, size)
    styles = _within(styles, "Table", r"<w:tblPr>.*?</w:tblPr>", TABLE)
    parts["word/styles.xml"] = styles
    parts["word/document.xml"] = _change(parts["word/document.xml"], r"<w:sectPr>.*?</w:sectPr>", PAGE)
    parts["word/footer1.xml"] = FOOTER.encode()
    parts["word/_rels/document.xml.rels"] = _change(
        parts["word/_rels/document.xml.rels"],
        "</Relationships>",
        '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" '
        'Id="rIdFooter" Target="footer1.xml" /></Relationships>',
    )
    parts["[Content_Types].xml"] = _change(
        parts["[Content_Types].xml"],
        "</Types>",
        '<Override PartName="/word/footer1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml" /></Types>',
    )
    return _zipped(parts, 0)


def settle(content: bytes, epoch: int) -> bytes:
    """Give every part of a Word document the same time and order, so that its bytes depend on its text alone."""
    return _zipped(_parts(content), epoch)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes], epoch: int) -> bytes:
    moment = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # the list of content types comes first, as the Open Packaging Conventions advise
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            archive.writestr(zipfile.ZipInfo(name, moment), parts[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _change(part: bytes, pattern: str, new: str, count: int = 0) -> bytes:
    changed, times = re.subn(pattern, lambda _: new, part.decode(), count=count, flags=re.DOTALL)
    if not times:
        raise ValueError(f"pandoc's reference document has no {pattern!r} any more: look at dots.report.word")
    return changed.encode()


def _within(styles: bytes, style: str, pattern: str, new: str) -> bytes:
    """Change one style only."""
    found = re.search(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', styles.decode(), re.DOTALL)
    if not found:
        raise ValueError(f"pandoc's reference document has no style {style!r} any more: look at dots.report.word")
    changed = _change(found[0].encode(), pattern, new, 1).decode()
    return (found.string[: found.start()] + changed + found.string[found.end() :]).encode()


def _sized(styles: bytes, style: str, size: int) -> bytes:
    """Set the size of one style, whether or not it has one."""
    mark = f'<w:sz w:val="{size}" /><w:szCs w:val="{size}" />'
    found = re.search(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', styles.decode(), re.DOTALL)
    if found and re.search(r"<w:sz ", found[0]):
        return _within(styles, style, r'<w:sz w:val="\d+" />\s*(<w:szCs w:val="\d+" />)?', mark)
    if found and "</w:rPr>" in found[0]:
        return _within(styles, style, "</w:rPr>", f"{mark}</w:rPr>")
    return _within(styles, style, "</w:style>", f"<w:rPr>{mark}</w:rPr></w:style>")
