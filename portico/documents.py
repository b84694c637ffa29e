"""``portico config``: checking, comparing and upgrading documents in files."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import portal_config
from portal_config import DocumentRefused, Finding, upgrades
from portal_config.codes import CODES
from portal_config.diff import LOCALES
from portal_config.diff import diff as changes_between
from portico.kinds import discover_kinds

__all__ = ["LOCALES", "check", "diff", "explain", "upgrade"]


WHOLE = "(document)"
"""Where a finding stands that is about the document as a whole. Its pointer is empty, which nobody sees."""


class Unreadable(Exception):
    """The file cannot be read; the message says why. ``finding``: what was found where it is no document."""

    def __init__(self, message: str, finding: Finding | None = None) -> None:
        super().__init__(message)
        self.finding = finding


def check(arguments: argparse.Namespace) -> int:
    """Print what is wrong with a document. 0 without errors, 1 with one, 2 where the file cannot be read."""
    discover_kinds()
    try:
        loaded = _loaded(arguments.file)
    except Unreadable as refusal:
        if arguments.json:
            print(json.dumps([_told(refusal)], ensure_ascii=False, indent=2))
        return _unreadable(refusal)
    try:
        found = portal_config.check(upgrades.upgrade(loaded).document, publish=arguments.publish, bound=arguments.bound)
    except DocumentRefused as refused:
        found = list(refused.findings)
    errors = [each for each in found if each.severity == "error"]
    if arguments.json:
        print(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=2))
        return 1 if errors else 0
    for each in found:
        print(
            f"{each.severity} {each.pointer or WHOLE} {each.code}: {each.message}"
            + (f" {each.fix}" if each.fix else "")
        )
    print(f"{_count(len(errors), 'error')}, {_count(len(found) - len(errors), 'warning')}.")
    return 1 if errors else 0


def diff(arguments: argparse.Namespace) -> int:
    """Print the difference of two documents by area. 0 where they are the same, 1 where not, 2 where one cannot be read."""
    discover_kinds()
    try:
        old, new = (_document(each) for each in (arguments.a, arguments.b))
    except Unreadable as refusal:
        return _unreadable(refusal)
    found = changes_between(old, new, locale=arguments.locale)
    signs = {"added": "+", "removed": "-", "moved": "~", "edited": "*"}
    for area, rows in groupby(found, key=lambda each: each.area):
        print(area)
        for each in rows:
            print(f"  {signs[each.sign]} {each.sentence}" + (f"  {each.figure}" if each.figure else ""))
            for note in each.notes:
                print(f"      {note}")
    return 1 if found else 0


def upgrade(arguments: argparse.Namespace) -> int:
    """Print a document as the present language writes it, or write it back. 0 when it stands, 2 where it cannot be read."""
    try:
        document, was, now = upgrades.upgrade(_loaded(arguments.file))
    except Unreadable as refusal:
        return _unreadable(refusal)
    except DocumentRefused as refused:
        return _unreadable(Unreadable(f"{arguments.file}: {refused.findings[0].message}"))
    written = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if not arguments.write:
        print(written, end="")
    elif was != now:
        arguments.file.write_text(written, "utf-8")
    told = f"from schema {was} to {now}" if was != now else f"has schema {now} already"
    print(f"{arguments.file}: {told}", file=sys.stderr)
    return 0


def explain(arguments: argparse.Namespace) -> int:
    """Print when a code is found and what to do. 0 when there is such a code, else 2."""
    known = CODES.get(arguments.code)
    if known is None:
        print(f"There is no such finding: {arguments.code}.", file=sys.stderr)
        return 2
    print(f"{arguments.code} ({known.severity}): {known.when} {known.do}")
    return 0


def _document(path: Path) -> dict[str, Any]:
    try:
        return upgrades.upgrade(_loaded(path)).document
    except DocumentRefused as refused:
        raise Unreadable(f"{path}: {refused.findings[0].message}") from refused


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return portal_config.load(_text(path))
    except DocumentRefused as refused:
        first = refused.findings[0]
        raise Unreadable(f"{path}: {first.pointer or WHOLE} {first.code}: {first.message}", first) from refused


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _told(refusal: Unreadable) -> dict[str, Any]:
    """The reason as a finding."""
    return dataclasses.asdict(
        refusal.finding
        or Finding("error", "", "file_unreadable", str(refusal), "Give a file that is there and can be read.")
    )


def _unreadable(refusal: Unreadable) -> int:
    print(refusal, file=sys.stderr)
    return 2


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
