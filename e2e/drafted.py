"""What a story begins with in the studio, whatever was built before it: `python -m e2e.drafted` reads edits as JSON: those of the draft, and those that went live since it began.

Stories share the demo's sandbox. One that looks at a draft makes it what is live, with some edits, saved as the studio saves them.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Any

import portal_config
from foundation.db import configure, execute, transaction, value
from foundation.revisions.actions import edit_draft, put_back, save_draft
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document
from foundation.tenancy import entered
from foundation.tenancy.hosts import scope_of
from portico.demo.load import SLUG
from portico.kinds import discover_kinds


def draft(edits: list[dict[str, Any]], live: list[dict[str, Any]]) -> None:
    """The draft is what is live with these edits, before Jonas published the edits ``live`` from a sandbox of his own."""
    discover_kinds()
    sandbox = scope_of(SLUG, "main")
    assert sandbox is not None, "load the demo first"
    with entered(sandbox), transaction():
        mia = Author("system", "Mia Brandt")
        put_back(mia, key=secrets.token_hex(8))
        if live:
            base, began = value("select revision_id from heads"), portal_config.load(draft_document()[1])
            edit_draft(mia, live, base=value("select number from drafts"), key=secrets.token_hex(8))
            publish(author=Author("system", "Jonas Feld"))
            save_draft(began, base=value("select number from drafts"), author="system")
            execute("update drafts set base_revision_id = %(base)s", base=base)
        if edits:
            edit_draft(mia, edits, base=value("select number from drafts"), key=secrets.token_hex(8))


if __name__ == "__main__":
    configure(os.environ["DATABASE_URL"], role="worker")
    asked = json.load(sys.stdin)
    draft(asked["edits"], asked["live"])
