"""Fail when the models and the migrations disagree: migrate an empty throwaway database and compare it to the models."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ |= {"SECRET_KEY": "a key for a check that guards nothing at all", "DEVELOPMENT": "1"}

from foundation.postgres import bootstrap, start
from foundation.postgres.launcher import THROWAWAY
from portico import schema, versions


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portico-check-") as directory:
        Path(directory).chmod(0o711)
        chosen = os.environ.get("PG_BINDIR")
        server = start(Path(directory) / "pg", programs=Path(chosen) if chosen else None, options=THROWAWAY)
        try:
            bootstrap(server.admin_dsn)
            owner = server.dsn("portico_owner", "portico")
            began = time.monotonic()
            schema.migrate(owner)
            seconds = time.monotonic() - began
            differences = schema.differences(owner)
        finally:
            server.stop()
    if differences:
        print("The models and the migrations disagree; write one with `portico db revision '…'`:", file=sys.stderr)
        for difference in differences:
            print(f"  {difference}", file=sys.stderr)
        return 1
    print(f"Migrations are up to date at {versions.head()} ({seconds:.1f} s from zero).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
