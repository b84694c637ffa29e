"""What a story begins with in the studio, whatever was built before it: `python -m e2e.drafted` reads edits as JSON.

Stories share the demo's sandbox. One that looks at a draft makes it what is live, with some edits, saved as the studio saves them.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Any

from foundation.db import configure, transaction, value
from foundation.revisions.actions import edit_draft, put_back
from foundation.revisions.log import Author
from foundation.tenancy import entered
from foundation.tenancy.hosts import scope_of
from portico.demo.load import SLUG
from portico.kinds import discover_kinds


def draft(edits: list[dict[str, Any]]) -> None:
    """The draft is what is live with these edits."""
    discover_kinds()
    sandbox = scope_of(SLUG, "main")
    assert sandbox is not None, "load the demo first"
    with entered(sandbox), transaction():
        mia = Author("system", "Mia Brandt")
        put_back(mia, key=secrets.token_hex(8))
        if edits:
            edit_draft(mia, edits, base=value("select number from drafts"), key=secrets.token_hex(8))


if __name__ == "__main__":
    configure(os.environ["DATABASE_URL"], role="worker")
    draft(json.load(sys.stdin))
