"""Budgets that cannot be walked around."""

from __future__ import annotations

import pytest

from foundation.db import transaction
from foundation.errors import Refused, TooMany
from foundation.identity import accounts, limits
from foundation.tenancy import entered
from tests.commerce import cast

CONTACT = {"name": "Gina Hart", "company": "Hart Foods"}
TERMS = {"accept_leg_terms": "2026-10"}


def answers(house: cast.House) -> dict[str, list[str]]:
    return {key: list(values) for key, values in cast.filled(house, "svc_banner").items()}


def ask(house: cast.House, browse, email: str, network: int):
    guest = browse(house)
    guest.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{network}"
    return guest.get("/services/banner").send("/services/banner", **answers(house), **CONTACT, **TERMS, email=email)


def test_nobody_is_sent_letters_without_end_by_orders_in_their_name(house, browse, look) -> None:
    victim = "gina@hart.example"
    for number in range(limits.GUEST_ORDER_PER_RECIPIENT):
        assert ask(house, browse, victim, number).status == 303
    # Another writing of the same address, from yet another network.
    assert ask(house, browse, "Gina@Hart.example", 200).status == 429
    assert ask(house, browse, "somebody@else.example", 200).status == 303
    assert look("select count(*) from orders") == [(limits.GUEST_ORDER_PER_RECIPIENT + 1,)]


@pytest.mark.parametrize(
    ("addresses", "same"),
    [
        (("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), True),
        (("2001:db8:1:2::1", "2001:db8:1:3::1"), False),
        (("192.0.2.1", "::ffff:192.0.2.1"), True),
        (("192.0.2.1", "192.0.2.2"), False),
        (("no address", "no address"), True),
    ],
)
def test_a_network_is_what_one_subscriber_is_given(addresses, same) -> None:
    one, other = map(limits.network, addresses)
    assert (one == other) is same


def test_walking_through_the_addresses_of_one_network_does_not_help(house) -> None:
    def guess(number: int) -> str:
        with entered(house.live), transaction():
            try:
                accounts.sign_in_with_password(
                    f"nobody{number}@acme.example", "wrong", address=f"2001:db8::{number:x}", device=""
                )
            except Refused as refused:
                return refused.code
        return ""

    tries = [guess(number) for number in range(limits.SIGN_IN_PER_ADDRESS + 1)]
    assert tries == ["wrong_sign_in"] * limits.SIGN_IN_PER_ADDRESS + ["too_many_requests"]
    with entered(house.live), transaction(), pytest.raises(TooMany):
        accounts.sign_in_with_password("dana@acme.example", cast.PASSWORD, address="2001:db8::ffff", device="")
    with entered(house.live), transaction():
        accounts.sign_in_with_password("dana@acme.example", cast.PASSWORD, address="2001:db8:9::1", device="")
