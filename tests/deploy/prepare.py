"""A portal on a deployed database, with a proven domain, a claimed one, and somebody signed in: `python -m tests.deploy.prepare` prints it as JSON."""

from __future__ import annotations

import io
import json
import os
import sys
from uuid import UUID

from builder.office import starters
from commerce.clients import actions as clients
from commerce.clients.queries import current_document
from foundation import realtime
from foundation.db import configure, transaction, value
from foundation.domains import actions as domains
from foundation.domains.proof import Proof
from foundation.identity import accounts, staff
from foundation.identity.viewer import Viewer
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import scope_of_tenant
from portico import rooms
from portico.kinds import discover_kinds
from sandbox import people
from sandbox.actions import Owner, open_portal
from workspace.files import actions as files

PROVEN, CLAIMED = "portal.kestrel.test", "claimed.kestrel.test"
NOTE = b"What a client and a seller have put beside their work."
PASSWORD = "copper kettle orbit lantern"


def prepare() -> dict[str, str]:
    discover_kinds()
    rooms.enter()
    chosen = starters.starter("small")
    with unscoped("deploy test"), transaction():
        olga = staff.create_staff("olga@north.example", "Olga Owner", PASSWORD)
        document = starters.document_for(chosen, name="North", email="olga@north.example", slug="north")
        opened = open_portal(
            Owner(olga, "Olga Owner", "olga@north.example"),
            name="North",
            slug="north",
            document=document,
            samples=starters.samples(chosen),
        )
    owner = Viewer(kind="staff", staff_id=olga, name="Olga Owner", owner=True, permissions={"member.manage": "all"})
    with entered(opened.live), transaction():
        for host in (PROVEN, CLAIMED):
            domains.claim(owner, host)
        domains.prove(owner, PROVEN, Proof("proven"))
        client = clients.create_client(owner, name="Acme")
        member = people.join(
            owner,
            client,
            current_document(),
            name="Dana",
            email="dana@acme.example",
            role="rol_client",
            password=PASSWORD,
        )
        account = value("select account_id from members where id = %(id)s", id=member)
        secret = accounts.open_session(account, device="Test", member_id=member)
        note = files.store_upload(owner, name="note.txt", stream=io.BytesIO(NOTE), client_id=client)
        files.attach(owner, [note.id], subject=f"client:{client}", client_id=client)
    return {
        "session": secret,
        "file": str(note.id),
        "client": str(client),
        "member": str(member),
        "tenant": str(opened.live.tenant_id),
    }


def tell(about: dict[str, str]) -> None:
    """Publish something to the client's room, as any action would."""
    scope = scope_of_tenant(UUID(about["tenant"]))
    assert scope is not None
    with entered(scope), transaction():
        realtime.publish([f"client:{about['client']}"], "order.changed", order="1", number="N-1")


if __name__ == "__main__":
    configure(os.environ["DATABASE_URL"], role="worker")
    if len(sys.argv) > 1:
        tell(json.loads(sys.argv[1]))
    else:
        print(json.dumps(prepare()))
