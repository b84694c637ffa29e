"""Find a Caddy, or try to get Debian's."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 180
MISSING = "NO CADDY: the deployment was not tried. Install one (Debian: apt install caddy), or set CADDY to the path of a Caddy 2.6 or newer."


def find() -> str | None:
    """The program: `CADDY`, one on PATH, one installed just now; None when none can be had."""
    chosen = os.environ.get("CADDY")
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else None
    with (Path(tempfile.gettempdir()) / f"portico-caddy-{os.getuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return shutil.which("caddy") or (_install() and shutil.which("caddy")) or None


def _install() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing Caddy: apt-get install caddy", file=sys.stderr, flush=True)
    try:
        for words in (["update"], ["install", "-y", "--no-install-recommends", "caddy"]):
            subprocess.run(
                ["apt-get", *words],
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
