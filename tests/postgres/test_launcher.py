"""The launcher with real servers: as root both ways, as an ordinary user, killed, raced and refused."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from foundation.postgres import PostgresRefused, programs, start
from foundation.postgres.programs import Account, account_for, find_programs, prefix, public_copy

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root drops to another user")


@pytest.fixture
def directory():
    """A short directory that every user may pass, as the plain way of dropping needs it."""
    path = Path(tempfile.mkdtemp(prefix="portico-launcher-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def child(data, *words, before=()):
    """A process of its own that holds the server for `data`; returns it and what it said."""
    return subprocess.Popen(
        [*before, sys.executable, Path(__file__).with_name("launcher_child.py"), data, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def said(process):
    return json.loads(process.stdout.readline())


def end(process):
    process.stdin.close()
    process.stdout.close()
    assert process.wait(20) == 0


def running(pid):
    """Whether a process lives; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def owner_of(pid):
    return Path(f"/proc/{pid}").stat().st_uid


@needs_root
@pytest.mark.parametrize("way", ["ambient", "plain"])
def test_root_drops_to_nobody(directory, way):
    data = directory / "postgres"
    server = start(data, drop=way)
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    try:
        assert owner_of(pid) == pwd.getpwnam("nobody").pw_uid
        with psycopg.connect(server.admin_dsn) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert not running(pid)
    assert not server.socket_directory.exists()


@needs_root
def test_ambient_way_works_below_a_directory_only_root_may_enter(directory):
    directory.chmod(0o700)
    server = start(directory / "postgres", drop="ambient")
    server.stop()
    with pytest.raises(PostgresRefused, match=r"may not enter .*set DATA_DIR"):
        start(directory / "other", drop="plain")


def test_an_ordinary_user_starts_it(directory):
    before = ()
    if AS_ROOT:
        nobody = pwd.getpwnam("nobody")
        os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        # The capability is for reading a Python that may live in root's home; the launcher sees a plain user.
        before = prefix(Account("ambient", nobody.pw_uid, nobody.pw_gid))
    process = child(directory / "postgres", before=before)
    answer = said(process)
    assert answer["uid"] != 0
    assert owner_of(answer["pid"]) == answer["uid"]
    end(process)
    assert not running(answer["pid"])


@pytest.mark.parametrize("way", ["ambient", "plain"] if AS_ROOT else [None])
def test_a_killed_parent_leaves_no_process_and_loses_no_row(directory, way):
    data = directory / "postgres"
    words = [way] if way else []
    process = child(data, *words)
    answer = said(process)
    with psycopg.connect(answer["dsn"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    watchers = [int(line) for line in pgrep(f"{data}/postmaster.pid")]
    assert watchers
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    until(lambda: not running(answer["pid"]) and not any(map(running, watchers)))
    server = start(data, drop=way)
    try:
        with psycopg.connect(server.admin_dsn) as connection:
            assert connection.execute("SELECT id FROM kept").fetchall() == [(7,)]
    finally:
        server.stop()


def pgrep(text):
    return subprocess.run(["pgrep", "-f", text], capture_output=True, text=True, check=False).stdout.split()


def test_a_start_right_after_a_kill_gets_a_server_that_stays(directory):
    data = directory / "postgres"
    process = child(data)
    first = said(process)
    process.kill()
    process.wait()
    server = start(data)  # the old server may still answer; it must not be taken for ours
    try:
        assert server.started_here
        assert not running(first["pid"])
        with psycopg.connect(server.admin_dsn) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    process.stdin.close()
    process.stdout.close()


def test_a_killed_server_is_noticed_and_starts_again(directory):
    data = directory / "postgres"
    server = start(data)
    os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), 9)
    until(lambda: not server.alive())
    server.stop()
    again = start(data)
    assert again.started_here
    again.stop()


def test_six_racers_start_one_server(directory):
    data = directory / "postgres"
    racers = [child(data) for _ in range(6)]
    answers = [said(racer) for racer in racers]
    assert sorted(answer["started"] for answer in answers) == [False] * 5 + [True]
    assert len({answer["pid"] for answer in answers}) == 1
    for racer, answer in zip(racers, answers, strict=True):
        if not answer["started"]:
            end(racer)
    assert running(answers[0]["pid"])
    end(racers[[answer["started"] for answer in answers].index(True)])
    assert not running(answers[0]["pid"])


def test_another_version_is_refused_in_one_sentence(directory):
    data = directory / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("13\n")
    with pytest.raises(PostgresRefused) as refusal:
        start(data)
    text = str(refusal.value)
    assert "was made by PostgreSQL 13" in text
    assert "PG_BINDIR" in text
    assert "\n" not in text
    assert (data / "PG_VERSION").read_text() == "13\n"


def test_an_interrupted_initdb_is_made_again(directory):
    (directory / "postgres.new").mkdir()
    (directory / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = start(directory / "postgres")
    server.stop()
    assert not (directory / "postgres.new").exists()


def test_foreign_files_are_left_alone(directory):
    data = directory / "postgres"
    data.mkdir()
    (data / "letter.txt").write_text("mine")
    with pytest.raises(PostgresRefused, match="holds files but no PostgreSQL"):
        start(data)
    assert (data / "letter.txt").read_text() == "mine"


def test_a_socket_directory_others_may_enter_is_refused(directory):
    data = directory / "postgres"
    server = start(data)
    server.stop()
    server.socket_directory.mkdir()
    server.socket_directory.chmod(0o777)
    try:
        with pytest.raises(PostgresRefused, match="made by somebody else"):
            start(data)
    finally:
        server.socket_directory.rmdir()


@needs_root
def test_programs_nobody_can_reach_are_copied_once(directory, monkeypatch):
    monkeypatch.setattr(programs, "short_directory", lambda: directory)
    hidden = directory / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "bin").mkdir()
    (hidden / "bin" / "postgres").write_text("#!/bin/sh\necho copied\n")
    (hidden / "bin" / "postgres").chmod(0o700)
    copy = public_copy(hidden / "bin")
    assert public_copy(hidden / "bin") == copy
    nobody = pwd.getpwnam("nobody")
    answer = subprocess.run(
        [copy / "postgres"], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], capture_output=True, check=True
    )
    assert answer.stdout == b"copied\n"


def test_root_that_may_not_drop_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(programs.os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs.pwd, "getpwnam", lambda _: pwd.getpwuid(os.getuid()))
    monkeypatch.setattr(programs.subprocess, "run", refuse)
    with pytest.raises(PostgresRefused, match="run the command as an ordinary user"):
        account_for()


def refuse(*_words, **_options):
    raise PermissionError("not here")


def test_a_directory_without_programs_is_refused(tmp_path):
    with pytest.raises(PostgresRefused, match="PG_BINDIR"):
        find_programs(tmp_path)
    assert (find_programs() / "postgres").exists()


def test_programs_that_are_too_old_are_refused(directory, monkeypatch):
    monkeypatch.setattr("foundation.postgres.launcher.major_version", lambda _: 15)
    with pytest.raises(PostgresRefused, match="are PostgreSQL 15, and Portico needs 18 or newer"):
        start(directory / "postgres")
    assert not (directory / "postgres").exists()
