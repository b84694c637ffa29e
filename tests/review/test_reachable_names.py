"""Who is accepted can be written to: addresses and names that a letter cannot carry are refused when they are typed, not when it is sent."""

from __future__ import annotations

import pytest

from commerce.clients import actions as clients
from commerce.clients import joining
from foundation.db import transaction
from foundation.errors import Refused
from foundation.identity import accounts
from foundation.identity.addresses import clean_address
from foundation.mail.address import checked_address, header_text
from foundation.tenancy import entered
from tests.commerce import cast


@pytest.mark.parametrize(
    "address",
    [".gina@hart.example", "gina.@hart.example", "gina@-hart.example", "gina@hart-.example", "gina@hart..example"],
)
def test_an_address_no_letter_reaches_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked_address(address)
    with pytest.raises(Refused):
        clean_address(address)


@pytest.mark.parametrize(
    "address", ["gina@hart.example", "g.h+orders@hart-foods.co.uk", "o'neill@x1.example", "a@xn--mnchen-3ya.example"]
)
def test_an_address_that_is_accepted_can_be_written_to(address: str) -> None:
    assert checked_address(clean_address(address)) == address


@pytest.mark.parametrize("sign", ["\x80", "\x9b", "\x1b", "\u2028"])
def test_names_hold_no_sign_that_a_header_refuses(house, sign: str) -> None:
    name = f"Gina{sign}Hart"

    def accepted(action) -> None:
        """What is kept can stand in a header."""
        try:
            kept = action()
        except Refused as refused:
            assert refused.code == "name_missing", refused.code
        else:
            header_text(kept, what="name")

    accepted(lambda: clients.clean_name(name))
    with entered(house.live), transaction():
        account = house_account(house)

        def renamed() -> str:
            from foundation.db import value

            accounts.rename_account(account, name)
            return str(value("select name from accounts where id = %(id)s", id=account))

        accepted(renamed)

        def invited() -> str:
            from foundation.db import value

            member = joining.invite_member(
                house.owner,
                house.clients["Acme Industries"],
                email="gina@acme.example",
                name=name,
                roles=["rol_viewer"],
                compiled=house.compiled,
            )
            return str(value("select name from members where id = %(id)s", id=member))

        accepted(invited)


def house_account(house: cast.House):
    account = accounts.account_id_of("dana@acme.example")
    assert account is not None
    return account


def test_a_guest_with_an_odd_name_gets_the_letter(house, browse, look) -> None:
    contact = {"name": "Gina\x80 Hart", "company": "Hart\x9b Foods", "email": "gina@hart.example"}
    answers = {key: list(values) for key, values in cast.filled(house, "svc_audit").items()}
    page = browse(house).get("/services/audit")
    refused = page.send("/services/audit", **answers, **contact, accept_leg_terms="2026-10")
    assert refused.status == 422
    assert look("select count(*) from orders") == [(0,)]
    contact |= {"name": "Gina Härt", "company": "Hart & Söhne"}
    assert page.send("/services/audit", **answers, **contact, accept_leg_terms="2026-10").status == 303
    assert len(cast.letters(house, "gina@hart.example")) == 1
