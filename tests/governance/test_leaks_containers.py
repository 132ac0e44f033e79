"""A contact is found in every form inside every kind of file that the study makes, made by the libraries it uses."""

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import matplotlib.figure
import nbformat
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pypandoc
import pytest
import typst
from leaked import canary, found, planted
from PIL import Image, PngImagePlugin

from dots.governance.leaks import containers, scan

PLANTED = planted()
HUNT = scan.Hunt([one for one, _, _ in PLANTED])
LINES = "\n\n".join(f"it is: {text} ;" for _, _, text in PLANTED)
# Not in the document as it was planted: what a document processor takes for its own signs, or a font does not have
MARKUP = ("entities", "escapes", "zero width", "full width", "mailto", "Cyrillic", "look-alikes", "hyphens")
FONT = (*MARKUP, "keycaps", "circled", "bold", "Arabic-Indic", "underlined", "words with Cyrillic")


def documents(left_out):
    kept = [row for row in PLANTED if not any(part in row[1] for part in left_out)]
    assert len(kept) > len(PLANTED) * 0.6
    return kept


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()


def tarred(content):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as package:
        info = tarfile.TarInfo("notes/a.txt")
        info.size = len(content)
        package.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def parquet(frame, **more):
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, **more)
    return buffer.getvalue()


def parquet_metadata(text):
    buffer = io.BytesIO()
    table = pa.table({"a": [1]}).replace_schema_metadata({"note": text})
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()


def png(text):
    buffer = io.BytesIO()
    figure = matplotlib.figure.Figure(figsize=(1, 1))
    figure.savefig(buffer, format="png", metadata={"Description": text})
    return buffer.getvalue()


def compressed_png(text):
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Comment", text, zip=True)
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "png", pnginfo=notes)
    return buffer.getvalue()


def notebook(text):
    outputs = [
        nbformat.v4.new_output("stream", text="nothing here\n"),
        nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(compressed_png(text)).decode()}),
    ]
    cell = nbformat.v4.new_code_cell("1 + 1", outputs=outputs)
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


def npz(text):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, words=np.array(text.split("\n\n")))
    return buffer.getvalue()


LONG = LINES.encode()
WRAPPED = {
    "plain": LONG,
    "gzip": gzip.compress(LONG),
    "gzip of many members": b"".join(gzip.compress(line + b"\n") for line in LONG.split(b"\n\n")),
    "bzip2": bz2.compress(LONG),
    "xz": lzma.compress(LONG),
    "zstandard": bytes(pa.compress(LONG, "zstd", asbytes=True)),
    "zlib": zlib.compress(LONG),
    "zip": zipped("a/b.txt", LONG),
    "zip in zip in gzip": gzip.compress(zipped("inner.zip", zipped("a.txt", LONG))),
    "tar.gz": tarred(LONG),
    "Parquet": parquet(pd.DataFrame({"number": [1.0] * len(PLANTED), "text": [text for *_, text in PLANTED]})),
    "Parquet, zstd, dictionary": parquet(
        pd.DataFrame({"text": pd.Categorical([text for *_, text in PLANTED])}), compression="zstd"
    ),
    "Parquet, lists": parquet(pd.DataFrame({"text": [[{"said": text}] for *_, text in PLANTED]})),
    "Parquet, bytes": parquet(pd.DataFrame({"text": [text.encode() for *_, text in PLANTED]})),
    "Parquet metadata": parquet_metadata(LINES),
    "PNG text": compressed_png(LINES),
    "notebook image": notebook(LINES),
    "npz": npz(LINES),
    "JSON in a page": f"<html><script>const data = {json.dumps({'said': LINES})}</script></html>".encode(),
    "data URI": b'<img src="data:text/plain;base64,' + base64.b64encode(LONG) + b'"/>',
    "svg": f"<svg><!-- {LINES} --><path d='M 0 0 L 10.25 3.5'/></svg>".encode(),
}


@pytest.mark.parametrize("container", WRAPPED)
def test_every_form_is_found_in_this_container(container):
    leaks = found(HUNT, WRAPPED[container])
    missed = {name for one, name, _ in PLANTED} - {names()[leak.canary] for leak in leaks}
    assert missed == set()


def names():
    return {one.label: name for one, name, _ in PLANTED}


def test_every_form_is_found_in_the_metadata_of_a_figure():
    texts = [row for row in PLANTED if row[2].isascii()]
    leaks = found(HUNT, png("\n".join(f"it is: {text} ;" for *_, text in texts)))
    assert {one.label for one, *_ in texts} <= {leak.canary for leak in leaks}


def test_forms_are_found_in_a_word_document():
    kept = documents(MARKUP)
    markdown = "\n\n".join(f"```\nit is: {text} ;\n```" for *_, text in kept)
    content = word(markdown)
    assert {name for _, name, _ in kept} - {names()[leak.canary] for leak in found(HUNT, content)} == set()


def word(markdown):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.docx")
        pypandoc.convert_text(markdown, "docx", format="markdown", outputfile=str(path))
        return path.read_bytes()


def test_a_number_cut_into_runs_is_found_in_a_word_document():
    one = canary("phone", 7)
    digits = f"0{one.value[2:]}"
    content = word(f"Call *{digits[:4]}***{digits[4:8]}** {digits[8:]} now")
    leaks = found(scan.Hunt([one]), content)
    assert [leak.inside for leak in leaks] == ["word/document.xml"]


def test_forms_are_found_in_a_pdf_whose_pages_hold_glyphs_only():
    kept = documents(FONT)
    source = "#set page(width: 40cm)\n" + "\n\n".join(
        f"#text(size: 7pt, {json.dumps(f'it is: {text} ;', ensure_ascii=False)})" for *_, text in kept
    )
    content = typst.compile(source.encode(), format="pdf")
    plain = kept[0][2].encode()
    assert plain not in content
    missed = {name for _, name, _ in kept} - {names()[leak.canary] for leak in found(HUNT, content)}
    assert missed == set()
    assert {leak.inside.split(" > ")[0].split(" ")[0] for leak in found(HUNT, content)} == {"page"}


def test_a_contact_is_found_in_the_metadata_of_a_pdf():
    one = canary("email", 7)
    content = typst.compile(f'#set document(title: "{one.value}")\nNothing.'.encode(), format="pdf")
    assert found(scan.Hunt([one]), content)


@pytest.mark.parametrize("kind", ["int64", "float64", "uint64"])
def test_a_number_is_found_in_a_column_of_numbers(kind):
    one = canary("phone", 7)
    for number in (int(one.value), int(one.value[2:])):
        frame = pd.DataFrame({"x": pd.Series([1, 2, number], dtype=kind)})
        leaks = found(scan.Hunt([one]), parquet(frame, compression="brotli"))
        assert [leak.inside for leak in leaks] == ["column x"]
        buffer = io.BytesIO()
        np.savez_compressed(buffer, x=frame["x"].to_numpy())
        assert [leak.inside for leak in found(scan.Hunt([one]), buffer.getvalue())] == ["x.npy > whole numbers"]


def test_a_contact_is_found_in_the_name_of_a_member():
    one = canary("handle", 7)
    leaks = found(scan.Hunt([one]), zipped(f"{one.value}.txt", one.value))
    assert "names and comments" in {leak.inside for leak in leaks}
    assert all(one.value[1:] not in str(leak) for leak in leaks)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (gzip.compress(LONG)[:-100], "EOFError"),
        (zipped("a.txt", LONG)[:-40], "BadZipFile"),
        (WRAPPED["Parquet"][:-100], "ArrowInvalid"),
        (b"%PDF-1.7\nnothing", "Pdf"),
    ],
    ids=["gzip", "zip", "Parquet", "PDF"],
)
def test_what_cannot_be_looked_into_is_named(damage, why):
    report = scan.Report()
    HUNT.look("results/a", damage, report)
    assert not report.clean
    assert len(report.unread) == 1 and report.unread[0].startswith("results/a") and why in report.unread[0]


def test_a_container_that_unfolds_without_end_is_named(monkeypatch):
    monkeypatch.setattr(containers, "LARGEST", 10**7)
    report = scan.Report()
    HUNT.look("results/a.gz", gzip.compress(bytes(3 * 10**7)), report)
    assert "unfolds to more than" in report.unread[0]


def test_containers_within_one_another_without_end_are_named():
    content = b"x"
    for _ in range(scan.DEEPEST + 2):
        content = gzip.compress(content)
    report = scan.Report()
    HUNT.look("results/a.gz", content, report)
    assert "more than 6 containers" in report.unread[0]
