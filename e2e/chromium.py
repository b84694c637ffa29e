"""Find a Chromium to drive, or try to get one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 120
NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
MISSING = (
    "NO BROWSER: the browser tests did not run. Set CHROMIUM to the path of a Chromium or Chrome, "
    "or install one (Debian: apt install chromium; elsewhere: .venv/bin/playwright install chromium)."
)


def find() -> str | None:
    """The program: `CHROMIUM`, one on PATH, Playwright's own, one installed just now; None when none can be had."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else None
    # Workers take turns, so that only one of them installs.
    with (Path(tempfile.gettempdir()) / f"portico-chromium-{os.getuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _installed() or (_install() and _installed()) or None


def _installed() -> str | None:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    own = sorted((*cache.glob("chromium-*/chrome-linux*/chrome"), *cache.glob("chromium-*/chrome-mac*/**/Chromium")))
    return str(own[-1]) if own else None


def _install() -> bool:
    apt = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    # A fresh machine has no list of packages, or an old one.
    attempts: list[list[list[str]]] = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.append([["apt-get", "update"], apt])
    attempts.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return any(all(_runs(words) for words in attempt) for attempt in attempts)


def _runs(words: list[str]) -> bool:
    print(f"Installing a browser: {' '.join(words)}", file=sys.stderr, flush=True)
    try:
        subprocess.run(
            words,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
