"""What clients do about their own facts: the invitation's mail."""

from __future__ import annotations

from uuid import UUID

from commerce.clients.events import MemberInvited
from commerce.clients.joining import invitation_token
from commerce.clients.queries import current_document
from foundation import mail
from foundation.db import row
from foundation.events import on
from foundation.events.record import Recorded
from foundation.tenancy import current_scope
from words import say, speaking


@on(MemberInvited, joined=False)
def send_invitation(event: MemberInvited, recorded: Recorded) -> None:
    """Mail the link. The token is made here, so that its secret stands nowhere but in the letter."""
    member_id = UUID(event.subject.removeprefix("member:"))
    issued = invitation_token(member_id)
    found = row(
        "select m.name, c.name as client_name, a.locale from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " left join accounts a on a.tenant_id = m.tenant_id and a.email = m.email where m.tenant_id = %(tenant)s and m.id = %(id)s",
        tenant=current_scope().tenant_id,
        id=member_id,
    )
    if issued is None or found is None:
        return
    email, secret = issued
    compiled = current_document()
    names = {"company": found.client_name, "portal": compiled.name}
    # Whoever is invited has no language of their own yet, or chose one in another company.
    with speaking(compiled.spoken(found.locale)):
        mail.send(
            to=email,
            to_name=found.name,
            template="notice",
            subject=say("{company}: join {portal}", **names),
            context={
                "title": say("Join {company} on {portal}", **names),
                "paragraphs": [
                    say("You have been invited to {portal}, where {company} orders and follows its work.", **names),
                    say("Press the button to accept the invitation."),
                ],
                "button": {
                    "label": say("Accept the invitation"),
                    "url": f"{current_scope().origin}/invitation/{secret}",
                },
                "closing": say(
                    "The link works once, for 14 days. If you do not know why you got this letter, do nothing."
                ),
            },
            key=f"invitation:{recorded.id}",
            brand=mail.brand_of(compiled),
        )
