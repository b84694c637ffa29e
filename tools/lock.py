"""Lock the newest allowed versions of every Python package, with hashes, into requirements/*.txt.

The tool that does it lives in an environment of its own below build/, so it is no dependency of Portico.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "build" / "lock"


def main() -> int:
    if not (TOOL / "bin" / "pip-compile").exists():
        venv.create(TOOL, with_pip=True, clear=True)
        subprocess.run([TOOL / "bin" / "pip", "install", "-q", "pip-tools"], check=True)
    for name in ("runtime", "dev", "node"):
        words = ["--upgrade", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--quiet"]
        words += [
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--no-emit-trusted-host",
            f"--output-file={name}.txt",
            f"{name}.in",
        ]
        done = subprocess.run(
            [TOOL / "bin" / "pip-compile", *words],
            cwd=ROOT / "requirements",
            env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"},
            check=False,
        )
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
