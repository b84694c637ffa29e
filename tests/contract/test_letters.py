"""Every address in a letter leads somewhere: to a page of the tenant that sent it, and for who it was sent to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from foundation import jobs
from foundation.db import rows
from foundation.events import subscribers
from tests import cast
from tests.cast import GUEST, ask
from tests.contract.policy import House

ADDRESS = re.compile(r"https?://[^\s<>\"')]+[^\s<>\"').,;:!?]")


def deliver_all(house: House) -> set[str]:
    """Run every later subscriber of every fact, as the worker does; the names of the facts somebody follows."""
    followed = {name: later for name, (_, later) in subscribers().items() if later}
    tenant = house.north.live.tenant_id
    with house.north.at():
        happened = [
            (str(one.id), one.name) for one in rows("select id, name from events order by id") if one.name in followed
        ]
    for event, name in happened:
        for subscriber in followed[name]:
            jobs.run("events.deliver", tenant_id=str(tenant), event_id=event, subscriber=subscriber)
    return {name for _, name in happened}


def test_every_address_of_every_letter_leads_somewhere(house: House) -> None:
    guest_token = cast.guest_token(house.north)
    invited = cast.invitation(house.north, "acme", "nina@acme.example")
    assert guest_token and invited
    form = {"email": house.north.companies["acme"].people["buyer"].email}
    assert ask(house.portal, GUEST, house.north.host, "/sign-in", method="POST", form=form).status_code == 200
    assert {"order.placed", "order.status_changed", "member.invited", "member.joined"} <= deliver_all(house)
    with house.north.at():
        letters = rows("select subject, to_email, text, html, headers from mail_outbox order by id")
    assert len(letters) > 3
    led: set[str] = set()
    for letter in letters:
        found = set(ADDRESS.findall(letter.text)) | set(ADDRESS.findall(letter.html))
        assert found, letter.subject
        ending = letter.headers.get("List-Unsubscribe", "").strip("<>")
        assert ("Fewer mails" in letter.text) == bool(ending), letter.subject
        staff = next((one for one in house.north.staff.values() if one.email == letter.to_email), None)
        for address in found | ({ending} if ending else set()):
            parts = urlsplit(address)
            if staff is not None and parts.netloc.partition(":")[0] == cast.BUILDER_HOST:
                assert ask(house.builder, staff, cast.BUILDER_HOST, parts.path).status_code == 200, address
                led.add("desk")
                continue
            assert f"{parts.scheme}://{parts.netloc}" == house.north.live.origin, address
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            person = next(
                (one for one in house.north.companies["acme"].people.values() if one.email == letter.to_email), GUEST
            )
            if letter.to_email.endswith("@borg.example"):
                person = next(
                    one for one in house.north.companies["borg"].people.values() if one.email == letter.to_email
                )
            response = ask(house.portal, person, house.north.host, path or "/")
            # An invitation that was accepted since then says so; every other link still opens.
            spent = path.startswith("/invitation/") and "nina@" not in letter.to_email
            assert response.status_code in ((200, 302, 410) if spent else (200, 302)), (
                f"{letter.subject}: {path} {response.status_code}"
            )
            if response.status_code == 302:
                assert not response.headers["Location"].startswith("/sign-in?next="), f"{letter.subject}: {path}"
            led.add("/" + "/".join(path.split("/")[1:-1]))
    assert {"/sign-in/link", "/sign-in/order", "/invitation", "/orders", "/-/mail", "desk"} <= led
