"""Make the environment in .venv and install the locked dependencies; a second call does nothing.

Runs on whatever Python the machine has, before anything is installed: standard library only.
Usage: python3 tools/set_up.py runtime|dev|node
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNREACHABLE = (
    "NewConnectionError",
    "ConnectTimeout",
    "Connection refused",
    "Connection broken",
    "ReadTimeout",
    "Read timed out",
    "name resolution",
    "Name or service not known",
    "Network is unreachable",
    "ProxyError",
    "SSLError",
    "from versions: none",
)


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def make_environment() -> None:
    """Make .venv where it is missing, or anew where its Python is gone or too old."""
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        check = "import sys; sys.exit(sys.version_info < (3, 11))"
        if subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0:
            return
    print("Making the environment in .venv …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        said = (done.stdout + done.stderr).strip()
        if "ensurepip" in said or "No module named venv" in said:
            stop("Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv).")
        stop(f"The environment in .venv could not be made: {said.splitlines()[-1] if said else 'no reason given'}")


def stamp_of(lock: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in (lock, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def pip(*words: str) -> None:
    quietly = ("-q", "--disable-pip-version-check", "--retries", "2", "--timeout", "20")
    done = subprocess.run(
        [PYTHON, "-m", "pip", "install", *quietly, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not done.returncode:
        return
    if any(mark in done.stdout for mark in UNREACHABLE):
        stop(
            "The Python package registry cannot be reached: check the network, "
            "or set PIP_INDEX_URL to a mirror, and run the command again."
        )
    print(done.stdout, file=sys.stderr)
    stop("The Python packages could not be installed; pip's reason stands above.")


def _is_done(name: str) -> bool:
    done = VENV / f".installed-{name}"
    return done.exists() and done.read_text() == stamp_of(ROOT / "requirements" / f"{name}.txt")


def install(name: str) -> None:
    """Install `requirements/<name>.txt`, unless that was done already."""
    lock = ROOT / "requirements" / f"{name}.txt"
    # What dev holds is all of runtime, at the same versions.
    if _is_done(name) or (name == "runtime" and _is_done("dev")):
        return
    print(f"Installing the locked Python packages of {lock.relative_to(ROOT)} …", flush=True)
    pip("--require-hashes", "-r", str(lock))
    if name != "node":
        pip("--no-deps", "--no-build-isolation", "-e", ".")
    (VENV / f".installed-{name}").write_text(stamp_of(lock))


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what says so
        stop(
            f"Portico needs Python 3.11 or newer, and this is {sys.version_info[0]}.{sys.version_info[1]}: "
            "install a newer one, or name it: make run PYTHON=/path/to/python3.11"
        )
    # Two makes at once take turns.
    with (ROOT / "requirements" / "runtime.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_environment()
        install(sys.argv[1])


if __name__ == "__main__":
    main()
