"""Start PostgreSQL for one data directory, share it, and stop it when whoever started it is gone.

Three files beside the data do the work. `<data>.lock` is held while somebody decides whether to start, so that of
many starters one starts. `<data>.owner` is held by the starter as long as it lives; the kernel lets go of it even
after a kill -9, so a server whose owner is gone is known to be on its way out. The watcher, a small shell with a
pipe to its starter, sees the pipe close and stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from foundation.postgres.programs import (
    Account,
    Drop,
    PostgresRefused,
    account_for,
    find_programs,
    identity,
    major_version,
    prefix,
    public_copy,
    reachable,
    short_directory,
)

_STEP = 0.02
_outliving: list[subprocess.Popen[bytes]] = []  # held, because Python warns of children it forgets
_PATIENCE = 60.0
MINIMUM = 18  # the schema uses uuidv7()

_BASE_OPTIONS = {"listen_addresses": "", "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
# For data that is thrown away: a crash of the machine may lose it, a crash of the server may not.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Server:
    """A running server. `started_here` says whether this process keeps it alive."""

    data: Path
    socket_directory: Path
    started_here: bool
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _watcher: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _owner: IO[str] | None = field(default=None, repr=False)

    def dsn(self, user: str, database: str) -> str:
        """The address of `database` for `user` over the local socket."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_directory), safe='/')}"

    @property
    def admin_dsn(self) -> str:
        """The superuser's address of the maintenance database."""
        return self.dsn("postgres", "postgres")

    def alive(self) -> bool:
        """Whether the server still runs; always true for a server somebody else keeps alive."""
        return self._child is None or self._child.poll() is None

    def stop(self) -> None:
        """Stop the server if this process started it; returns when it is gone."""
        if self._watcher is not None:
            if self._watcher.stdin:
                self._watcher.stdin.close()
            while self._watcher.poll() is None:
                if self._child is not None:
                    self._child.poll()  # a child that died must be collected, or the watcher still sees it
                time.sleep(_STEP)
            if self._child is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(_PATIENCE)
            self._watcher = self._child = None
            with contextlib.suppress(OSError):
                self.socket_directory.rmdir()
        if self._owner is not None:
            self._owner.close()
            self._owner = None


def start(
    data: Path,
    *,
    programs: Path | None = None,
    options: Mapping[str, str] | None = None,
    drop: Drop | None = None,
    lifeline: Path | None = None,
) -> Server:
    """Start or share the server for `data` and return when it answers.

    `programs` is the directory of `postgres`; the wheel's by default. `options` are PostgreSQL settings on top of
    ours. `drop` forces how root becomes nobody, for tests. With `lifeline`, a FIFO held open by another process,
    the server lives as long as that process instead of this one; then the FIFO's directory and everything in it is
    removed, and the caller sees to it that only one starts.
    Raises `PostgresRefused`.
    """
    data = data.absolute()
    data.parent.mkdir(parents=True, exist_ok=True)
    programs = find_programs(programs)
    account = account_for(drop=drop)
    if account.drop == "plain":
        if not reachable(data.parent):
            raise PostgresRefused(
                f"PostgreSQL runs as the user nobody here, who may not enter {data.parent}: "
                "set DATA_DIR to a directory others may enter, such as /var/lib/portico, or run as an ordinary user."
            )
        programs = public_copy(programs)
    with _locked(data.with_name(data.name + ".lock")):
        owner = None if lifeline else _own_or_share(data)
        if lifeline is None and owner is None:
            return Server(data, _socket_directory(data, account), started_here=False)
        try:
            _wait_until_gone(data)
            _initialise(data, programs, account)
            socket_directory = _socket_directory(data, account)
            wanted = {**_BASE_OPTIONS, **(options or {})}
            child, watcher = _launch_and_wait(data, programs, account, socket_directory, wanted, lifeline)
        except BaseException:
            if owner is not None:
                owner.close()
            raise
    if lifeline is not None:
        _outliving.extend((child, watcher))
    return Server(data, socket_directory, started_here=True, _child=child, _watcher=watcher, _owner=owner)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _own_or_share(data: Path) -> IO[str] | None:
    """The owner's lock if nobody has it; None once a server that somebody else keeps alive answers."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        answered = _answers(_socket_path(data))
        time.sleep(_STEP)
        # Asked after the answer: an owner that died in between is not taken for one that lives.
        owner = _try_lock(data.with_name(data.name + ".owner"))
        if owner is not None:
            return owner
        if answered:
            return None
    raise PostgresRefused(f"Another process holds {data} but its PostgreSQL does not answer: stop that process first.")


def _try_lock(path: Path) -> IO[str] | None:
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _initialise(data: Path, programs: Path, account: Account) -> None:
    """Make the data directory, or see that this PostgreSQL can read the one there is."""
    wanted = major_version(programs)
    version_file = data / "PG_VERSION"
    if version_file.exists():
        found = version_file.read_text().strip()
        if found != str(wanted):
            raise PostgresRefused(
                f"{data} was made by PostgreSQL {found}, but the programs in {programs} are PostgreSQL {wanted}: "
                f"set PG_BINDIR to the programs of PostgreSQL {found}, or choose another DATA_DIR and restore a backup."
            )
        return
    if wanted < MINIMUM:
        raise PostgresRefused(
            f"The programs in {programs} are PostgreSQL {wanted}, and Portico needs {MINIMUM} or newer: "
            "set PG_BINDIR to newer ones, or unset it and run `make run`, which installs some."
        )
    if data.exists() and any(data.iterdir()):
        raise PostgresRefused(f"{data} holds files but no PostgreSQL database: choose another DATA_DIR or empty it.")
    # Made beside and renamed, so that a killed initdb never looks like a database.
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account.drop != "none":
        os.chown(draft, account.uid, account.gid)
    command = [
        *prefix(account),
        str(programs / "initdb"),
        *("-D", str(draft), "-U", "postgres", "-E", "UTF8", "-N"),
        *("--auth-local=trust", "--auth-host=reject"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    ]
    done = subprocess.run(
        command, cwd="/", env=_environment(), capture_output=True, text=True, check=False, **identity(account)
    )
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PostgresRefused(f"PostgreSQL could not make a database in {data} ({reason}): see that the disk has room.")
    if data.exists():
        data.rmdir()
    draft.rename(data)


def _launch_and_wait(
    data: Path,
    programs: Path,
    account: Account,
    socket_directory: Path,
    options: Mapping[str, str],
    lifeline: Path | None,
) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
    deadline = time.monotonic() + 10
    while True:
        child = _launch(data, programs, account, socket_directory, options)
        watcher = _watch(data, child.pid, socket_directory, lifeline)
        try:
            _wait_until_ready(data, socket_directory, child)
        except PostgresRefused as refusal:
            if watcher.stdin:
                watcher.stdin.close()
            # Sessions of a killed server need a moment to notice and let go of its memory.
            if "shared memory block" not in str(refusal) or time.monotonic() > deadline:
                raise
            child.wait()
            watcher.wait()
            time.sleep(0.2)
        else:
            return child, watcher


def _launch(
    data: Path, programs: Path, account: Account, socket_directory: Path, options: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    command = [*prefix(account), str(programs / "postgres"), "-D", str(data), "-k", str(socket_directory)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with _log_file(data).open("ab") as log:
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops web and worker first.
        return subprocess.Popen(
            command,
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity(account),
        )


def _environment() -> dict[str, str]:
    """Without the caller's PG* variables, which would change what server and clients do."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _watch(data: Path, pid: int, socket_directory: Path, lifeline: Path | None) -> subprocess.Popen[bytes]:
    """A shell that waits for its standard input to end, then stops the server and waits until it is gone."""
    pid_file = shlex.quote(str(data / "postmaster.pid"))
    # The pid is looked up again, because the number may belong to somebody else by then. SIGINT ends sessions and
    # shuts down cleanly.
    script = (
        "cat >/dev/null; "
        f'[ "$(head -n 1 {pid_file} 2>/dev/null)" = {pid} ] && kill -INT {pid} 2>/dev/null; '
        f'n=0; while [ $n -lt 1000 ] && [ "$(head -n 1 {pid_file} 2>/dev/null)" = {pid} ] && kill -0 {pid} 2>/dev/null; '
        "do n=$((n+1)); sleep 0.02; done"
    )
    if lifeline is not None:
        leftovers = shlex.join([str(lifeline.parent), str(socket_directory)])
        script = f"exec <{shlex.quote(str(lifeline))}; {script}; rm -rf {leftovers}"
    return subprocess.Popen(
        ["/bin/sh", "-c", script],
        stdin=subprocess.PIPE if lifeline is None else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


def _socket_path(data: Path) -> Path:
    """The same for every process of this user that asks about `data`."""
    mark = hashlib.sha256(f"{os.geteuid()}:{data.resolve()}".encode()).hexdigest()[:16]
    return short_directory() / f"portico-{mark}"


def _socket_directory(data: Path, account: Account) -> Path:
    """A private directory for the socket."""
    directory = _socket_path(data)
    # The socket asks no password, so who may enter the directory decides who may connect.
    owner = account.uid if account.drop == "plain" else os.geteuid()
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        os.chown(directory, owner, -1)
    state = directory.lstat()
    if state.st_uid != owner and state.st_uid == os.geteuid() and stat.S_ISDIR(state.st_mode):
        os.chown(directory, owner, -1)
        state = directory.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in (owner, account.uid) or state.st_mode & 0o077:
        raise PostgresRefused(f"{directory} was made by somebody else: remove it and start again.")
    return directory


def _wait_until_ready(data: Path, socket_directory: Path, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        if _answers(socket_directory):
            return
        time.sleep(_STEP)
    raise PostgresRefused(f"PostgreSQL did not start ({_last_words(data)}): the whole story is in {_log_file(data)}.")


def _answers(socket_directory: Path) -> bool:
    address = f"postgresql://postgres@/postgres?host={quote(str(socket_directory), safe='/')}&connect_timeout=5"
    try:
        with psycopg.connect(address, autocommit=True):
            return True
    except psycopg.OperationalError:
        return False


def _wait_until_gone(data: Path) -> None:
    """Wait for a server whose starter died; stop it ourselves if its watcher was killed as well."""
    deadline = time.monotonic() + _PATIENCE
    asked = time.monotonic() + 5
    while (pid := _running(data)) is not None:
        if time.monotonic() > deadline:
            raise PostgresRefused(f"PostgreSQL (process {pid}) still holds {data} and does not stop: stop it by hand.")
        if time.monotonic() > asked:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGINT)
            asked = deadline + 1
        time.sleep(_STEP)


def _running(data: Path) -> int | None:
    """The process that holds `data`, if it is alive."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    try:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    # After a reboot the number may belong to any process; only one that works in the data directory counts.
    link = Path(f"/proc/{pid}/cwd")
    try:
        return pid if not link.parent.exists() or link.resolve() == data.resolve() else None
    except OSError:
        return pid


def _log_file(data: Path) -> Path:
    return data.with_name(data.name + ".log")


def _last_words(data: Path) -> str:
    try:
        lines = _log_file(data).read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    for line in reversed(lines):
        if "FATAL" in line or "PANIC" in line:
            return line.split(": ", 1)[-1].strip() if ": " in line else line
    return lines[-1] if lines else "it said nothing"
