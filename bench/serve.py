"""A web process as in production, with the floors beside the portals: ``python -m bench.serve <socket> <ready>``."""

from __future__ import annotations

import sys

from bench import floors
from foundation.settings import settings
from portico import apps, children, logs
from portico.asgi import serve


def main() -> None:
    """Serve until SIGTERM."""
    children.end_with_parent()
    chosen = settings()
    logs.configure(chosen)
    assert chosen.database_url is not None
    app_for = floors.with_floors(apps.app_for, f"{floors.HOST_LABEL}.{chosen.base_domain}", chosen.database_url)
    apps.app_for = app_for  # type: ignore[assignment]
    serve(*map(int, sys.argv[1:]))


if __name__ == "__main__":
    main()
