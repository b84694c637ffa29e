"""What is taken and what is refused: every hostile file beside an honest one of the same name."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspace.files import samples
from workspace.files import archives, checks, pictures
from workspace.files.faults import FileRefused
from workspace.files.formats import FORMATS, HEAD, OTHER_ARCHIVES, PAGES, PROGRAMS, recognised
from workspace.files.names import LONGEST, extension, harmless


def outcome(name: str, content: bytes) -> str:
    """``ok``, or the code of the refusal."""
    try:
        checks.check_name(name, len(content), 100_000_000)
        checks.check(name, io.BytesIO(content), len(content))
    except FileRefused as refused:
        assert refused.message.endswith((".", "…")), refused.message
        return refused.code
    return "ok"


PNG, JPEG, GIF, WEBP = (samples.picture(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP"))
PDF, DOCX = samples.pdf(), samples.office()
ZIP = samples.archive({"brief.txt": b"Plant managers", "pictures/pump.png": PNG})

GOOD = {
    "logo.png": PNG,
    "photo.jpg": JPEG,
    "photo.JPEG": JPEG,
    "turning.gif": GIF,
    "photo.webp": WEBP,
    "scan.tiff": samples.picture("TIFF"),
    "old.bmp": samples.picture("BMP"),
    "new.avif": samples.picture("AVIF"),
    "offer.pdf": PDF,
    "letter.docx": DOCX,
    "table.xlsx": samples.office("xlsx"),
    "talk.pptx": samples.office("pptx"),
    "text.odt": samples.archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "letter.rtf": b"{\\rtf1\\ansi Hello}",
    "notes.txt": "Prüfstand, 14 °C".encode(),
    "old-notes.txt": "Prüfstand, 14 °C".encode("cp1252"),
    "wide.txt": "Prüfstand".encode("utf-16"),
    "long.txt": ("ä" * 9000).encode(),
    "empty-looking.csv": b"\xef\xbb\xbfsku;qty\r\n00123;4\r\n",
    "page.md": b"# Heading\n\n<b>bold</b>\n",
    "data.json": b'{"a": 1}',
    "feed.xml": b'<?xml version="1.0"?><!-- made --><feed><entry/></feed>',
    "logo.svg": samples.DRAWING,
    "film.mp4": samples.film(),
    "sound.wav": b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\0" * 40,
    "sound.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + b"\0" * 400,
    "drawing.dwg": b"AC1027\0\0\0\0\0" + b"\0" * 100,
    "model.step": b"ISO-10303-21;\nHEADER;\nENDSEC;\n",
    "art.psd": b"8BPS\x00\x01" + b"\0" * 100,
    "mark.ai": PDF,
    "mark.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "everything.zip": ZIP,
    "empty.zip": samples.archive({}),
}

BAD = {
    # nothing, or not all of it
    ("empty.png", b""): "file_empty",
    ("cut.png", PNG[: len(PNG) // 2]): "file_cut",
    ("cut.jpg", JPEG[: len(JPEG) // 2]): "file_cut",
    ("cut.gif", GIF[: len(GIF) // 2]): "file_cut",
    ("cut.webp", WEBP[: len(WEBP) // 2]): "file_cut",
    ("cut.pdf", PDF[:-60]): "file_cut",
    ("cut.docx", DOCX[:-40]): "file_cut",
    ("cut.zip", ZIP[: len(ZIP) // 2]): "file_cut",
    ("cut.mp4", samples.film(cut=True)): "file_cut",
    ("cut.svg", samples.DRAWING[:-10]): "file_cut",
    # not what its name says
    ("photo.png", JPEG): "file_lies",
    ("photo.jpg", b"just text"): "file_lies",
    ("notes.txt", PNG): "file_lies",
    ("offer.pdf", PNG): "file_lies",
    ("letter.docx", ZIP): "file_lies",
    ("letter.docx", samples.office("xlsx")): "file_lies",
    ("text.odt", ZIP): "file_lies",
    ("everything.zip", PDF): "file_lies",
    ("film.mp4", PNG): "file_lies",
    ("both.png", PNG + ZIP): "file_lies",
    ("both.gif", GIF + ZIP): "file_lies",
    ("noise.png", bytes(range(256)) * 40): "file_lies",
    # programs, under any name
    ("setup.exe", samples.PROGRAM): "file_program",
    ("run.sh", b"#!/bin/sh\nrm -rf /\n"): "file_program",
    ("photo.png", samples.PROGRAM): "file_program",
    ("letter.docx", samples.PROGRAM): "file_program",
    ("notes.txt", b"#!/usr/bin/env python3\n"): "file_program",
    ("notes.txt", b"\x7fELF" + b"\0" * 100): "file_program",
    ("notes.md", b"<?php system($_GET['c']);"): "file_program",
    ("photo.png.exe", PNG): "file_program",
    ("letter.docm", samples.office(macros=True)): "file_program",
    ("letter.docx", samples.office(macros=True)): "file_macros",
    # pages and drawings that run
    ("page.html", samples.PAGE): "file_page",
    ("page.htm", b"<p>hello</p>"): "file_page",
    ("page.txt", samples.PAGE): "file_page",
    ("page.txt", b"\xef\xbb\xbf \n<!-- x --><script>alert(1)</script>"): "file_page",
    ("page.xml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'): "file_page",
    ("page.png", samples.PAGE): "file_page",
    ("logo.svg", samples.DRAWING_THAT_RUNS): "file_script",
    ("logo.svg", b'<svg onload="alert(1)"></svg>'): "file_script",
    ("logo.svg", b'<svg><a href="javascript:alert(1)">x</a></svg>'): "file_script",
    ("logo.svg", b'<svg><image href="https://elsewhere.example/x.png"/></svg>'): "file_script",
    ("logo.svg", b"<!DOCTYPE svg><svg><foreignObject/></svg>"): "file_script",
    ("logo.svg", "<svg></svg>".encode("utf-16")): "file_script",
    ("logo.png", samples.DRAWING): "file_lies",
    # archives
    ("bomb.zip", samples.bomb()): "archive_explodes",
    ("crowd.zip", samples.crowd(archives.MOST_ENTRIES + 1)): "archive_entries",
    ("wide.zip", samples.wide_table(4_000_000)): "archive_entries",
    ("nested.zip", samples.archive({"inner.zip": ZIP})): "archive_nested",
    ("nested.zip", samples.archive({"inner.tar": b"x"})): "archive_nested",
    ("up.zip", samples.archive({"../../etc/cron.d/x": b"x"})): "archive_paths",
    ("up.zip", samples.archive({"a/../../x.txt": b"x"})): "archive_paths",
    ("root.zip", samples.archive({"/etc/passwd": b"x"})): "archive_paths",
    ("drive.zip", samples.archive({"C:/Windows/x.txt": b"x"})): "archive_paths",
    ("back.zip", samples.archive({"..\\..\\x.txt": b"x"})): "archive_paths",
    ("links.zip", samples.archive({"link.txt": b"/etc/passwd"}, links=True)): "archive_paths",
    ("tools.zip", samples.archive({"setup.exe": b"MZ"})): "file_program",
    ("all.rar", b"Rar!\x1a\x07\x00"): "file_archive",
    ("all.7z", b"7z\xbc\xaf\x27\x1c"): "file_archive",
    # pictures that fill the memory
    ("huge.png", samples.huge_png(50_000, 50_000)): "picture_pixels",
    ("wide.png", samples.huge_png(2_000_000_000, 1)): "picture_pixels",
    # kinds nobody knows
    ("thing.xyz", b"x"): "file_kind",
    ("nothing", b"x"): "file_kind",
}


@pytest.mark.parametrize("name", GOOD)
def test_honest_files_are_taken(name: str) -> None:
    assert outcome(name, GOOD[name]) == "ok"


@pytest.mark.parametrize(("name", "content"), BAD, ids=[f"{code}-{name}" for (name, _), code in BAD.items()])
def test_hostile_files_are_refused(name: str, content: bytes) -> None:
    assert outcome(name, content) == BAD[name, content]


def test_every_refused_ending_has_an_honest_file_of_the_same_ending() -> None:
    """The positive control: it is the content that is refused, or the ending is one that nobody may send."""
    taken = {extension(name).lower() for name in GOOD}
    never = PROGRAMS | PAGES | OTHER_ARCHIVES | {"xyz", ""}
    assert {extension(name).lower() for name, _ in BAD} - taken - never == set()


def test_no_ending_is_both_taken_and_never_taken() -> None:
    assert FORMATS.keys() & (PROGRAMS | PAGES | OTHER_ARCHIVES) == set()


def test_a_file_that_is_too_large_is_refused_by_its_size_alone() -> None:
    with pytest.raises(FileRefused, match=r"larger than 100\sMB"):
        checks.check_name("film.mp4", 100_000_001, 100_000_000)
    assert checks.check_name("film.mp4", 100_000_000, 100_000_000).type == "video/mp4"


def test_a_small_picture_is_drawn_anew_without_what_the_camera_wrote() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "taken at 52.5200, 13.4050"
    exif[0x0112] = 6  # turned
    content = samples.picture("JPEG", 1200, 600, exif=exif, comment=b"secret")
    assert b"52.5200" in content
    made = pictures.look(io.BytesIO(content), "image/jpeg")
    assert (made.width, made.height) == (600, 1200)
    assert b"52.5200" not in made.thumb and b"EXIF" not in made.thumb and b"secret" not in made.thumb
    small = Image.open(io.BytesIO(made.thumb))
    assert (small.format, small.size) == ("WEBP", (240, 480))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_document_does_not_explode_while_it_is_checked(method: int) -> None:
    """Some hundred bytes that say they are a line of 39 and unpack to 64 MB."""
    hostile = samples.lying_document(method, 64 * 2**20)
    assert len(hostile) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            checks.check("text.odt", io.BytesIO(hostile), len(hostile))
        assert refused.value.code == ("file_cut" if method == zipfile.ZIP_DEFLATED else "file_lies")
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


def test_pixels_are_counted_before_a_picture_is_decoded() -> None:
    assert pictures.measure(io.BytesIO(samples.huge_png(5000, 4000)), "image/png") == (5000, 4000)
    known = checks.check_head("huge.png", samples.huge_png(5000, 4000))
    assert checks.heavy(io.BytesIO(samples.huge_png(5000, 4000)), known)
    assert not checks.heavy(io.BytesIO(PNG), known)


@given(st.binary(max_size=400))
def test_no_bytes_break_a_check(content: bytes) -> None:
    for name in ("a.png", "a.pdf", "a.zip", "a.docx", "a.svg", "a.txt", "a.mp4", "a.gif"):
        outcome(name, content)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_damage_breaks_a_check(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    outcome(name, bytes(content))


def test_a_picture_whose_decoder_gives_up_is_a_cut_one() -> None:
    content = bytearray(GOOD["new.avif"])
    assert outcome("new.avif", bytes(content)) == "ok"
    content[151] = 0
    assert outcome("new.avif", bytes(content)) == "file_cut"


@given(st.binary(max_size=64))
def test_everything_is_recognised_as_something(head: bytes) -> None:
    assert recognised(head[:HEAD])


HARMLESS = {
    "../../etc/passwd.png": "passwd.png",
    "C:\\fakepath\\offer.pdf": "offer.pdf",
    ".htaccess": "htaccess",
    "photo\u202egnp.exe": "photognp.exe",
    "con.txt": "_con.txt",
    "..": "file",
    "": "file",
    "a\0b.png": "ab.png",
    "two\nlines.pdf": "twolines.pdf",
    'he said "no".pdf': "he said _no_.pdf",
    "  wide   space .pdf": "wide space.pdf",
    "Angebot für Müller.pdf": "Angebot für Müller.pdf",
    "\ud800.png": "png",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_names_are_made_harmless(name: str) -> None:
    assert harmless(name) == HARMLESS[name]


@given(st.text(st.characters(), max_size=400))
def test_a_harmless_name_is_one_for_good(name: str) -> None:
    made = harmless(name)
    assert harmless(made) == made
    assert 0 < len(made) <= LONGEST
    assert not made.startswith(".")
    assert not set(made) & set('/\\<>:"|?*\0\r\n\u202e')
    made.encode()


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=200), st.sampled_from(sorted(FORMATS)))
def test_a_name_keeps_its_ending(stem: str, ending: str) -> None:
    assert extension(harmless(f"{stem}.{ending}")) == ending
