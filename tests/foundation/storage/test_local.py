"""Files on disk: below their tenant, whole or not at all, and by links that cannot be bent."""

from __future__ import annotations

import io
import json
import os
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from foundation import clock
from foundation.errors import NotFound
from foundation.storage import (
    FileNotThere,
    KeyRefused,
    LocalStorage,
    Storage,
    TicketRefused,
    TooLarge,
    response_headers,
)
from foundation.storage import local as local_module
from foundation.tenancy import NoScope, Scope, entered

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def tenant(number: int) -> Scope:
    return Scope(
        portal_id=UUID(int=100 + number),
        tenant_id=UUID(int=number),
        mode="live",
        slug=f"alpha{number}",
        sandbox=None,
        portal_name="Alpha",
        demo=False,
        clock_offset=timedelta(0),
        origin="http://alpha.localhost",
    )


ALPHA, BRAVO = tenant(1), tenant(2)


@pytest.fixture
def files(tmp_path, monkeypatch) -> LocalStorage:
    monkeypatch.setattr(clock, "_frozen", NOW)
    return LocalStorage(tmp_path / "files", "a secret for tests that guards nothing")


@pytest.fixture
def alpha():
    with entered(ALPHA):
        yield ALPHA


def put(files: LocalStorage, key: str, content: bytes, type: str = "text/plain"):
    return files.put(key, io.BytesIO(content), type)


def everything_below(files: LocalStorage) -> list[Path]:
    return sorted(path for path in files.root.parent.rglob("*") if path.is_file())


def test_what_is_put_can_be_read(files, alpha):
    stored = put(files, "incoming/0192f3", b"hello", "Text/Plain; charset=utf-8")
    assert (stored.key, stored.size, stored.type) == ("incoming/0192f3", 5, "text/plain")
    assert files.stat("incoming/0192f3") == stored
    with files.open("incoming/0192f3") as file:
        assert file.read() == b"hello"
    put(files, "incoming/0192f3", b"other", "image/png")
    assert files.stat("incoming/0192f3").type == "image/png"
    assert put(files, "empty", b"").size == 0
    with files.open("empty") as file:
        assert file.read() == b""
    kept: Storage = files
    assert kept.delete("empty")
    assert not kept.delete("empty")
    with pytest.raises(FileNotThere):
        files.stat("empty")


@pytest.mark.parametrize(
    ("wanted", "got"),
    [((0, None), b"0123456789"), ((2, 4), b"234"), ((7, None), b"789"), ((9, 9), b"9"), ((8, 100), b"89")],
)
def test_ranges(files, alpha, wanted, got):
    put(files, "digits", b"0123456789")
    with files.open("digits", wanted) as file:
        assert file.read() == got


@pytest.mark.parametrize("wanted", [(10, None), (-1, None), (5, 4)])
def test_ranges_outside_of_the_file_are_refused(files, alpha, wanted):
    put(files, "digits", b"0123456789")
    with pytest.raises(KeyRefused):
        files.open("digits", wanted)


BAD_KEYS = [
    "",
    "/",
    "/etc/passwd",
    "..",
    "../alpha",
    "a/../../b",
    "a/..",
    "a/./b",
    "a//b",
    "a/",
    ".hidden",
    "a/.hidden",
    "a\\b",
    "a\x00b",
    "a\n",
    "a b",
    "%2e%2e/a",
    "ä",
    "C:/x",
    "x" * 201,
    "x" * 101,
]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_no_key_leads_out_of_the_tenants_folder(files, alpha, key):
    for attempt in (
        lambda: put(files, key, b"x"),
        lambda: files.open(key),
        lambda: files.stat(key),
        lambda: files.delete(key),
        lambda: files.presign_put(key, "text/plain", 1),
        lambda: files.presign_get(key, "x", "attachment"),
    ):
        with pytest.raises(KeyRefused):
            attempt()
    assert everything_below(files) == []


@pytest.mark.parametrize("key", ["a", "a/b/c.png", "0192f3-x_y", "a..b", "x" * 100])
def test_good_keys_pass(files, alpha, key):
    put(files, key, b"x")
    (path,) = everything_below(files)
    assert path == files.root / str(ALPHA.tenant_id) / key


def test_a_key_that_is_a_folder_or_below_a_file_is_no_file(files, alpha):
    put(files, "a/b", b"x")
    for key in ("a", "a/b/c"):
        with pytest.raises(FileNotThere):
            files.stat(key)
        with pytest.raises(KeyRefused):
            put(files, key, b"x")
        assert not files.delete(key)
    assert len(everything_below(files)) == 1


def test_a_tenant_sees_its_own_files_only(files):
    with entered(ALPHA):
        put(files, "a", b"alpha")
    with entered(BRAVO):
        with pytest.raises(NotFound):
            files.open("a")
        with pytest.raises(FileNotThere):
            files.presign_get("a", "a", "attachment")
        assert not files.delete("a")
        put(files, "a", b"bravo")
    with entered(ALPHA), files.open("a") as file:
        assert file.read() == b"alpha"
    with pytest.raises(NoScope):
        files.open("a")


def test_a_put_that_breaks_off_leaves_the_old_file_and_nothing_beside(files, alpha):
    put(files, "a", b"old")

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            piece = super().read(4)
            if not piece:
                raise ConnectionResetError
            return piece

    with pytest.raises(ConnectionResetError):
        files.put("a", Breaking(b"half of the new"), "text/plain")
    with files.open("a") as file:
        assert file.read() == b"old"
    assert len(everything_below(files)) == 1


def test_bytes_are_on_the_disk_before_the_file_takes_its_place(files, alpha, monkeypatch):
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("sync"), real_sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda path, to: (steps.append("move"), real_replace(path, to))[1])
    put(files, "a", b"x")
    steps.clear()
    put(files, "a", b"y")
    assert steps == ["sync", "move", "sync"]

    def no_disk(handle: int) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(os, "fsync", no_disk)
    with pytest.raises(OSError, match="the disk is gone"):
        put(files, "a", b"z")
    with files.open("a") as file:
        assert file.read() == b"y"


def ticket_of(url: str) -> str:
    assert url.startswith("/-/files/")
    return url.removeprefix("/-/files/").partition("/")[0]


def test_an_upload_by_ticket(files, alpha):
    ticket = files.presign_put("incoming/1", "image/png", 5)
    assert (ticket.method, dict(ticket.headers)) == ("PUT", {"Content-Type": "image/png"})
    assert ticket.expires_at == NOW + timedelta(minutes=15)
    told = ticket_of(ticket.url)
    allowed = files.upload(told)
    assert (allowed.key, allowed.type, allowed.size) == ("incoming/1", "image/png", 5)
    assert files.receive(told, io.BytesIO(b"12345"), "image/png").size == 5


def test_an_upload_keeps_to_size_and_type(files, alpha):
    told = ticket_of(files.presign_put("incoming/1", "image/png", 5).url)
    with pytest.raises(TooLarge):
        files.receive(told, io.BytesIO(b"123456"), "image/png")
    with pytest.raises(KeyRefused):
        files.receive(told, io.BytesIO(b"1234"), "image/png")
    with pytest.raises(TicketRefused):
        files.receive(told, io.BytesIO(b"12345"), "text/html")
    assert everything_below(files) == []
    files.receive(told, io.BytesIO(b"12345"), "image/png")
    with pytest.raises(TooLarge):
        files.presign_put("a", "image/png", 6 * 1024**3)
    with pytest.raises(KeyRefused):
        files.presign_put("a", "image/png", -1)


def test_a_download_by_ticket(files, alpha):
    put(files, "a", b"x", "application/pdf")
    ticket = files.presign_get("a", "Angebot Müller.pdf", "inline")
    assert ticket.expires_at == NOW + timedelta(minutes=5)
    allowed = files.download(ticket_of(ticket.url))
    assert (allowed.key, allowed.filename, allowed.disposition) == ("a", "Angebot Müller.pdf", "inline")


def test_a_ticket_is_of_one_use_one_tenant_and_short_life(files):
    with entered(ALPHA):
        put(files, "a", b"x")
        down = ticket_of(files.presign_get("a", "a", "attachment").url)
        up = ticket_of(files.presign_put("a", "text/plain", 1).url)
        with pytest.raises(TicketRefused):
            files.upload(down)
        with pytest.raises(TicketRefused):
            files.download(up)
        with clock.frozen(NOW + timedelta(minutes=4, seconds=59)):
            assert files.download(down)
        with clock.frozen(NOW + timedelta(minutes=5)), pytest.raises(TicketRefused):
            files.download(down)
        with clock.frozen(NOW + timedelta(minutes=14, seconds=59)):
            assert files.upload(up)
        with clock.frozen(NOW + timedelta(minutes=15)), pytest.raises(TicketRefused):
            files.upload(up)
    with entered(BRAVO):
        for read in (files.download, files.upload):
            for told in (down, up):
                with pytest.raises(TicketRefused):
                    read(told)


def test_a_bent_ticket_is_refused(files, alpha, tmp_path):
    put(files, "a", b"x")
    told = ticket_of(files.presign_get("a", "a", "attachment").url)
    assert files.download(told)
    body, signature = told.rsplit(".", 1)
    forged = urlsafe_b64encode(
        json.dumps(
            {
                "use": "get",
                "tenant": str(ALPHA.tenant_id),
                "until": 9e9,
                "key": "b",
                "filename": "",
                "disposition": "inline",
            }
        ).encode()
    ).decode()
    other = LocalStorage(tmp_path / "files", "another secret that guards nothing")
    others = ticket_of(other.presign_get("a", "a", "attachment").url)
    for bent in (
        "",
        ".",
        body,
        f"{body}.",
        f"{forged}.{signature}",
        f"{body}x.{signature}",
        told[:-2],
        others,
        "\x00",
        "ä",
        f".{told}",
    ):
        with pytest.raises(TicketRefused):
            files.download(bent)


@pytest.mark.parametrize("type", ["", "png", "image/", "image/png\r\nX: y", "image/" + "x" * 100, "text/plain\x00"])
def test_a_type_that_is_none_is_refused(files, alpha, type):
    with pytest.raises(KeyRefused):
        put(files, "a", b"x", type)
    assert everything_below(files) == []
    assert put(files, "a", b"x", "application/vnd.ms-excel").type == "application/vnd.ms-excel"


@pytest.mark.parametrize(
    "type", ["image/svg+xml", "text/html", "application/xhtml+xml", "text/plain", "text/javascript"]
)
def test_what_may_carry_a_script_is_never_shown_inline(type):
    headers = response_headers(type, "a", "inline")
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response_headers("image/png", "a", "inline")["Content-Disposition"].startswith("inline;")
    assert response_headers("image/png", "a", "attachment")["Content-Disposition"].startswith("attachment;")


def test_a_file_name_stays_a_file_name():
    header = response_headers("application/pdf", '../../Ang"ebot\r\nX: y; Müller.pdf', "attachment")[
        "Content-Disposition"
    ]
    assert "\r" not in header
    assert "\n" not in header
    assert "/" not in header
    assert header == (
        "attachment; filename=\"Ang_ebotX: y_ M_ller.pdf\"; filename*=UTF-8''Ang%22ebotX%3A%20y%3B%20M%C3%BCller.pdf"
    )
    assert 'filename="file"' in response_headers("application/pdf", "..", "attachment")["Content-Disposition"]


def test_a_file_that_is_none_of_ours_is_not_served(files, alpha):
    put(files, "a", b"x")
    (path,) = everything_below(files)
    path.with_name("b").write_bytes(b"somebody else's" * 20)
    with pytest.raises(FileNotThere):
        files.open("b")
    assert local_module._HEAD == 128
