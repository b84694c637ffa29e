"""The table on the terminal and in ``docs/performance.md``, and ``bench.json``."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure
from bench.stage import ROOT
from portico import versions

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
DOCUMENT = ROOT / "docs" / "performance.md"
_PAGE_COLUMNS = (
    ("requests per second", "requests/s"),
    ("p50", "p50 ms"),
    ("p99", "p99 ms"),
    ("CPU per request", "CPU ms"),
    ("PostgreSQL CPU per request", "PostgreSQL CPU ms"),
    ("CPU / bare Flask reply", "× bare reply"),
    ("CPU / dash4q", "× dash4q"),
)


def leaves(error: BaseException) -> Iterator[BaseException]:
    """The single errors in a group of groups."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from leaves(one)
    else:
        yield error


def write(figures: list[Figure], took: float, *, rounds: int, seconds: float, connections: int) -> None:
    """Print the tables, write ``bench.json`` in the checkout and the block of the document between its markers."""
    (ROOT / "bench.json").write_text(
        json.dumps([figure.row() for figure in figures], indent=1, ensure_ascii=False) + "\n"
    )
    block = "\n\n".join(
        (_circumstances(took, rounds, seconds, connections), _pages(figures), _targets(figures), _others(figures))
    )
    text = DOCUMENT.read_text() if DOCUMENT.exists() else "# Performance\n"
    if BEGIN in text and END in text:
        head, rest = text.split(BEGIN, 1)
        text = f"{head}{BEGIN}\n{block}\n{END}{rest.split(END, 1)[1]}"
        DOCUMENT.write_text(text)
    sys.stdout.write(block + "\n\nWritten to bench.json and docs/performance.md.\n")


def _circumstances(took: float, rounds: int, seconds: float, connections: int) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores ({_processor()}), Python {platform.python_version()},"
        f" schema {versions.head()}; {rounds} rounds of {seconds:g} s, {connections} connections; the whole run took {took:.0f} s."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _with_spread(figure: Figure) -> str:
    if figure.spread is None:
        return _number(figure.value)
    return f"{_number(figure.value)} ± {_number(figure.spread)}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]

    def line(cells: tuple[str, ...]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]) + " |"

    rule = "|" + "|".join([":" + "-" * (widths[0] + 1), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([line(head), rule, *map(line, rows)])


def _pages(figures: list[Figure]) -> str:
    known = {figure.name: figure for figure in figures}
    names = [figure.name.removesuffix(": p50") for figure in figures if figure.name.endswith(": p50")]
    rows = []
    for name in names:
        cells = [known.get(f"{name}: {column}") for column, _ in _PAGE_COLUMNS]
        rows.append(
            (
                name,
                *(
                    _with_spread(cell) if cell and cell.unit in ("×", "ms") else _number(cell.value if cell else None)
                    for cell in cells
                ),
            )
        )
    return _table(("page", *(label for _, label in _PAGE_COLUMNS)), rows)


def _targets(figures: list[Figure]) -> str:
    rows = [
        (
            figure.name,
            f"{_with_spread(figure)} {figure.unit}",
            f"≤ {figure.target:g} {figure.unit}",
            figure.verdict or "not measured",
        )
        for figure in figures
        if figure.target is not None
    ]
    return _table(("target", "measured", "at most", "verdict"), rows)


def _others(figures: list[Figure]) -> str:
    columns = tuple(f": {column}" for column, _ in _PAGE_COLUMNS)
    rows = [
        (figure.name, f"{_with_spread(figure)} {figure.unit}")
        for figure in figures
        if figure.target is None and not figure.name.endswith(columns)
    ]
    return _table(("besides", "measured"), rows)
