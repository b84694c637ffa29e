"""Two people in one draft: may edits that were made on an older draft be applied to the present one?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foundation.errors import Refused
from foundation.revisions.log import Author, Operation
from portal_config.edits import Edit, meeting, place_of, touches
from portal_config.findings import pointer


class StaleDraft(Refused):
    """The draft has moved on since it was read, in a way that cannot be merged. ``number`` is its present number; ``details`` names who changed it, and
    what stands there now, so that nothing is lost."""

    def __init__(self, number: int, message: str = "", *, ptr: str = "", author: str = "", theirs: Any = None) -> None:
        super().__init__(
            "stale_draft",
            message or "Somebody else changed this draft. Load it again to see both.",
            pointer=ptr,
            status=409,
            details={"number": number, "author": author, "theirs": theirs},
        )
        self.number = number
        self.author = author
        self.theirs = theirs


def since(operations: Sequence[Operation], base: int) -> list[Operation]:
    """Those that changed the draft after ``base``: made, undone or done again since. What came and went since then has changed nothing."""
    return [each for each in operations if each.last_number > base and not (each.number > base and each.undone)]


def rebased(
    document: dict[str, Any], edits: Sequence[Edit], newer: Sequence[Operation], number: int, author: Author
) -> list[Edit]:
    """The edits that still change something on the present draft. Raises StaleDraft when one meets an operation that was saved since its base."""
    left: list[Edit] = []
    for edit in edits:
        if edit["op"] == "set" and place_of(document, edit["ptr"]) == (
            edit.get("value") is not None,
            edit.get("value"),
        ):
            continue
        for operation in reversed(newer):
            met = meeting(touches(edit), operation.touched)
            if met is not None:
                raise _stale(document, met, operation, number, author)
        left.append(edit)
    return left


def _stale(
    document: dict[str, Any], met: tuple[str, ...], operation: Operation, number: int, author: Author
) -> StaleDraft:
    ptr = pointer(*(part for part in met if part[0] != "\0"))
    _, theirs = place_of(document, ptr)
    return StaleDraft(
        number,
        f"{who(operation, author)} changed this in the meantime: {operation.label or 'see what is there now'}.",
        ptr=ptr,
        author=operation.author_name,
        theirs=theirs,
    )


def who(operation: Operation, author: Author) -> str:
    """The person behind an operation, as a sentence begins with them."""
    if operation.author == author.actor:
        return "You"
    return operation.author_name or "Somebody else"
