"""Log lines of every process: plain for a person at a terminal, JSON for a machine (one line each, time in UTC)."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from foundation.settings import Settings

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


# What a database tells of a refused row holds its values; where there is row-level security it keeps them to itself.
_VALUES = re.compile(
    r"^DETAIL: .*?(?=^(?:HINT|CONTEXT|QUERY|\[SQL|\(Background|Traceback|The above|During)|\Z)", re.M | re.S
)


class _Text(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return _VALUES.sub("DETAIL: left out\n", super().formatException(ei)).rstrip("\n")


class _Json(_Text):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({key: value for key, value in vars(record).items() if key not in _STANDARD})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(chosen: Settings) -> None:
    """Send everything from `chosen.log_level` up to standard error in `chosen.log_format`."""
    output = logging.StreamHandler()
    if chosen.log_format == "json":
        output.setFormatter(_Json())
    else:
        output.setFormatter(_Text("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=chosen.log_level, handlers=[output], force=True)
    # Their own start and stop messages say nothing that the supervisor does not.
    for name in ("uvicorn", "procrastinate", "alembic"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(chosen.log_level)))
