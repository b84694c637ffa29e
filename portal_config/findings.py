"""Findings: what is wrong with a document, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. ``pointer`` is an RFC 6901 JSON pointer into the document, ``code`` is stable, ``fix`` a sentence that says what to do."""

    severity: Literal["error", "warning"]
    pointer: str
    code: str
    message: str
    fix: str | None = None


def rank(finding: Finding) -> tuple[bool, str, str]:
    """The order in which findings are told: errors first, then by place."""
    return finding.severity != "error", finding.pointer, finding.code


class DocumentRefused(Exception):
    """The document cannot be read or published; ``findings`` says why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "; ".join(f"{finding.pointer or '/'} {finding.code}: {finding.message}" for finding in self.findings[:5])
        )


@lru_cache(maxsize=8192)
def pointer(*parts: str | int) -> str:
    """Join parts to a JSON pointer, escaping ``~`` and ``/`` (RFC 6901, section 3)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
