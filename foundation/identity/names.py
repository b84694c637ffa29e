"""Names of people and companies as we keep them."""

from __future__ import annotations

import unicodedata

_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """``text`` on one line: single spaces, no control characters, so that a name can stand in the header of a letter."""
    spaced = " ".join(text.split())
    return " ".join("".join(sign for sign in spaced if unicodedata.category(sign) not in _NOT_IN_A_LINE).split())
