"""The four documents: same bytes twice, tagged, archivable, readable without a request, and with alt text."""

import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pypdf
import pytest
from small_chapter import ALT, CHAPTER, ROOT

from dots.report import documents

FORMATS = ("pdf", "docx", "tex", "html")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def build(study, facts, folder, source=CHAPTER, style="harvard-cite-them-right"):
    to = {form: folder / f"chapter.{form}" for form in FORMATS}
    documents.build(source, facts, bibliography=study / "books.bib", style=style, look=ROOT / "paper", to=to)
    return to


@pytest.fixture(scope="module")
def made(study, facts):
    return build(study, facts, study / "results/paper")


def test_two_builds_give_the_same_bytes(study, facts, made):
    again = build(study, facts, study / "results/again")
    assert {form: made[form].read_bytes() == again[form].read_bytes() for form in FORMATS} == dict.fromkeys(
        FORMATS, True
    )


def test_no_document_names_a_place_on_this_machine(study, made):
    with zipfile.ZipFile(made["docx"]) as archive:
        word = b"".join(archive.read(name) for name in archive.namelist())
    for content in (word, *(made[form].read_bytes() for form in ("pdf", "tex", "html"))):
        assert not re.search(rb"/tmp/|/home/|/root/|site-packages|" + str(study).encode(), content)


def test_the_pdf_is_tagged_and_claims_its_standards(made):
    reader = pypdf.PdfReader(made["pdf"])
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    packet = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfuaid:part>1<", packet)
    assert re.search(r"<pdfaid:part>2<", packet)
    assert re.search(r"<pdfaid:conformance>A<", packet)
    assert reader.metadata.title == "A small chapter"


def test_the_pdf_carries_the_alt_text_of_its_figure(made):
    reader = pypdf.PdfReader(made["pdf"])
    texts = [node["/Alt"] for node in _structure(reader)]
    assert ALT in texts
    assert "y equals b plus u" in texts


def _structure(reader):
    todo, seen = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            seen += [node] if "/Alt" in node else []
            todo += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []
    return seen


class Page(HTMLParser):
    """Collects what a page would fetch, its links, its names and the texts of its images."""

    def __init__(self, text):
        super().__init__()
        self.fetched, self.links, self.names, self.alts, self.lang, self.numbers = [], [], [], [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.names += [attributes["id"]] if "id" in attributes else []
        self.lang = attributes.get("lang", self.lang) if tag == "html" else self.lang
        self.fetched += [attributes[name] for name in ("src", "srcset", "data", "poster") if name in attributes]
        if tag == "a":
            self.links.append(attributes["href"])
            self.numbers += [attributes] if attributes.get("class") == "number" else []
        elif "href" in attributes:
            self.fetched.append(attributes["href"])
        self.alts += [attributes.get("alt")] if tag == "img" else []


def test_the_page_asks_nobody_for_anything(made):
    text = made["html"].read_text()
    page = Page(text)
    assert page.fetched and all(address.startswith("data:image/svg+xml;base64,") for address in page.fetched)
    assert not re.search(r"@import|url\(|<script|<link|<iframe", text)


def test_the_page_can_be_read_by_everybody(made):
    page = Page(made["html"].read_text())
    assert page.lang == "en-GB"
    assert page.alts == [ALT]
    assert page.links[0] == "#text" and "text" in page.names
    assert len(page.names) == len(set(page.names))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.names)


def test_each_number_of_the_page_says_what_it_is_and_leads_to_its_row(made):
    page = Page(made["html"].read_text())
    assert len(page.numbers) >= 6
    assert all(number["title"] and number["href"][1:] in page.names for number in page.numbers)


def test_the_word_document_opens_and_has_alt_text(made):
    with zipfile.ZipFile(made["docx"]) as archive:
        assert archive.testzip() is None
        parts = {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    document = parts["word/document.xml"]
    pictures = [node for node in document.iter() if node.tag.endswith("}docPr")]
    assert [node.get("descr") for node in pictures] == [ALT]
    assert len(list(document.iter(f"{WORD}tblHeader"))) == 2
    size = next(document.iter(f"{WORD}pgSz"))
    assert (size.get(f"{WORD}w"), size.get(f"{WORD}h")) == ("11906", "16838")
    languages = {node.get(f"{WORD}val") for node in parts["word/styles.xml"].iter(f"{WORD}lang")}
    assert languages == {"en-GB"}
    assert "1,204" in "".join(document.itertext())


def test_latex_keeps_the_minus_sign_and_finds_its_figure(made):
    text = made["tex"].read_text()
    assert r"\ensuremath{-}0.50" in text and "\u2212" not in text
    assert f"alt={{{ALT}}}" in text
    address = re.search(r"\{([^{}]*months\.png)\}", text)[1]
    assert (made["tex"].parent / address).is_file()


def test_a_sign_that_latex_would_lose_is_refused(study, facts, tmp_path):
    with pytest.raises(ValueError, match=r"U\+2603"):
        build(study, facts, tmp_path, CHAPTER.replace("as others did", "as ☃ did"))


def test_an_unknown_citation_is_refused(study, facts, tmp_path):
    with pytest.raises(ValueError, match="rubin1978"):
        build(study, facts, tmp_path, CHAPTER.replace("@rubin1987", "@rubin1978"))
    assert not list(tmp_path.iterdir())


def test_an_unknown_citation_style_is_refused_with_its_neighbours(study, facts, tmp_path):
    with pytest.raises(ValueError, match="report.csl.*harvard-cite-them-right"):
        build(study, facts, tmp_path, style="harvard-cite-them-rigth")


def test_the_works_cited_are_listed_and_linked(made):
    page = Page(made["html"].read_text())
    assert "ref-rubin1987" in page.names and "#ref-rubin1987" in page.links
    assert "Multiple" in "".join(
        part.extract_text() for part in pypdf.PdfReader(io.BytesIO(made["pdf"].read_bytes())).pages
    )
