"""Clients, members, invitations, and the viewer they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commerce.clients import actions as clients
from commerce.clients import joining, queries
from commerce.clients.viewer import load_member, member_viewer
from foundation import clock
from foundation.db import statements, transaction
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity import accounts, tokens
from foundation.identity.secrets import hashed
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]


def sign_in(house: cast.House, email: str, member: str | None = None) -> bytes:
    with entered(house.live), transaction():
        account = accounts.account_id_of(email)
        assert account is not None
        return hashed(
            accounts.open_session(account, device="test", member_id=house.members[member] if member else None)
        )


def load(house: cast.House, session: bytes) -> Any:
    with entered(house.live), transaction():
        return load_member(session)


def test_one_statement_loads_the_viewer_with_pointer_and_versions(house: cast.House) -> None:
    session = sign_in(house, "dana@acme.example", "dana")
    cast.order(house, "dana")
    with entered(house.live), transaction(), statements() as sent:
        loaded = load_member(session)
    assert len([one for one in sent if "set_config" not in one]) == 1
    assert loaded is not None
    assert loaded.pointer is not None
    assert (loaded.pointer.kind, loaded.pointer.number, dict(loaded.versions)["orders"]) == ("revision", 1, 1)
    viewer = member_viewer(loaded, house.compiled)
    assert (viewer.kind, viewer.name, viewer.client_name, viewer.client_state) == (
        "member",
        "Dana",
        "Acme Industries",
        "approved",
    )
    assert viewer.may("order.create")
    assert not viewer.may("member.manage")
    assert viewer.session_id == session


def test_a_sandbox_brings_its_draft(house: cast.House) -> None:
    with entered(house.sandbox), transaction():
        client = clients.create_client(house.owner, name="Sample")
        cast.join(house, client, "rob@sample.example", "Rob", "rol_buyer")
        account = accounts.account_id_of("rob@sample.example")
        assert account is not None
        loaded = load_member(hashed(accounts.open_session(account, device="test")))
    assert loaded is not None
    assert loaded.pointer is not None
    assert loaded.pointer.kind == "draft"


def test_sessions_that_are_over_load_nobody(house: cast.House, stranger: cast.House) -> None:
    session = sign_in(house, "dana@acme.example", "dana")
    assert load(house, b"unknown") is None
    assert load(stranger, session) is None
    with clock.frozen(clock.real_now() + timedelta(days=31)):
        assert load(house, session) is None
    loaded = load(house, session)
    assert loaded is not None
    with clock.frozen(clock.real_now() + timedelta(minutes=house.compiled.access.session_minutes + 1)):
        assert member_viewer(loaded, house.compiled) is GUEST
    with entered(house.live), transaction():
        clients.disable_member(house.owner, house.members["dana"])
    assert load(house, session) is None
    with entered(house.live), transaction():
        clients.enable_member(house.owner, house.members["dana"])
    assert load(house, session) is not None


def test_rights_are_read_again_on_every_request(house: cast.House) -> None:
    session = sign_in(house, "vic@acme.example", "vic")
    before = load(house, session)
    with entered(house.live), transaction():
        clients.set_roles(house.owner, house.members["vic"], ["rol_buyer"])
    after = load(house, session)
    assert not member_viewer(before, house.compiled).may("order.create")
    assert member_viewer(after, house.compiled).may("order.create")
    assert after.access_version > before.access_version


def test_seller_roles_in_a_members_row_give_nothing(house: cast.House, look: Look) -> None:
    loaded = load(house, sign_in(house, "dana@acme.example", "dana"))
    viewer = member_viewer(replace(loaded, roles=frozenset({"rol_owner", "rol_pm"})), house.compiled)
    assert dict(viewer.permissions) == {}


def test_one_account_has_places_at_two_clients_and_switches(house: cast.House, look: Look) -> None:
    with entered(house.live), transaction():
        member = cast.join(house, house.clients["Kestrel"], "dana@acme.example", "Dana", "rol_viewer")
    assert look("select count(*) from accounts where email = 'dana@acme.example'") == [(1,)]
    session = sign_in(house, "dana@acme.example", "dana")
    viewer = member_viewer(load(house, session), house.compiled)
    assert viewer.client_name == "Acme Industries"
    assert viewer.account_id is not None
    with entered(house.live), transaction():
        assert [place.client_name for place in queries.places(viewer.account_id)] == ["Acme Industries", "Kestrel"]
        clients.switch_member(viewer, member)
    switched = member_viewer(load(house, session), house.compiled)
    assert (switched.client_name, switched.roles) == ("Kestrel", frozenset({"rol_viewer"}))
    for foreign in (house.members["kim"], house.members["lee"]):
        with entered(house.live), transaction(), pytest.raises(NotFound):
            clients.switch_member(viewer, foreign)


def test_an_invitation_joins_its_address_once_and_only_in_its_tenant(
    house: cast.House, stranger: cast.House, look: Look
) -> None:
    acme = house.clients["Acme Industries"]
    with entered(house.live), transaction():
        joining.invite_member(house.owner, acme, email=" New@Acme.example", name="New  One", roles=["rol_buyer"])
    token = cast.link_in(cast.letters(house, "new@acme.example")[-1], "/invitation/")
    with entered(stranger.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        joining.accept_invitation(token, password=cast.PASSWORD)
    with entered(house.live), transaction():
        shown = queries.read_invitation(token)
        assert (shown.client_name, shown.email, shown.name, shown.has_password) == (
            "Acme Industries", "new@acme.example", "New One", False,
        )  # fmt: skip
        joined = joining.accept_invitation(token, name="New One", password=cast.PASSWORD)
    assert joined.client_id == acme
    with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        joining.accept_invitation(token, password=cast.PASSWORD)
    assert look("select state, roles from members where email = 'new@acme.example'") == [("active", ["rol_buyer"])]
    with entered(house.live), transaction():
        assert accounts.sign_in_with_password("new@acme.example", cast.PASSWORD, address="::1", device="t")


def test_an_invitation_ends_with_its_days(house: cast.House, look: Look) -> None:
    acme = house.clients["Acme Industries"]
    with entered(house.live), transaction():
        joining.invite_member(house.owner, acme, email="late@acme.example", roles=["rol_viewer"])
    token = cast.link_in(cast.letters(house, "late@acme.example")[-1], "/invitation/")
    lifetime = tokens.INVITATION
    with clock.frozen(clock.real_now() + lifetime + timedelta(minutes=1)):
        with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
            queries.read_invitation(token)
        with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
            joining.accept_invitation(token, name="Late", password=cast.PASSWORD)
    assert look("select state from members where email = 'late@acme.example'") == [("invited",)]
    with clock.frozen(clock.real_now() + lifetime - timedelta(minutes=1)), entered(house.live), transaction():
        assert joining.accept_invitation(token, name="Late", password=cast.PASSWORD).client_id == acme


def test_an_invitation_does_not_change_a_password_that_is_there(house: cast.House) -> None:
    with entered(house.live), transaction():
        member = joining.invite_member(
            house.owner, house.clients["Kestrel"], email="dana@acme.example", roles=["rol_viewer"]
        )
        issued = joining.invitation_token(member)
        assert issued is not None
        joining.accept_invitation(issued[1], name="X", password="another long password of hers")
    with entered(house.live), transaction():
        assert accounts.sign_in_with_password("dana@acme.example", cast.PASSWORD, address="::1", device="t")


def test_inviting_again_sends_a_new_link_and_inviting_a_member_is_refused(house: cast.House) -> None:
    acme = house.clients["Acme Industries"]
    with entered(house.live), transaction():
        first = joining.invite_member(house.owner, acme, email="new@acme.example", roles=["rol_viewer"])
        again = joining.invite_member(house.owner, acme, email="new@acme.example", roles=["rol_buyer"])
    assert first == again
    assert len(cast.letters(house, "new@acme.example")) == 2
    with entered(house.live), transaction(), pytest.raises(Refused, match="member_exists"):
        joining.invite_member(house.owner, acme, email="Dana@acme.example", roles=["rol_buyer"])


def test_a_client_administrator_gives_no_right_they_lack(house: cast.House) -> None:
    acme = house.clients["Acme Industries"]

    def invite(who: str, *roles: str) -> Any:
        return cast.act(
            house, who, joining.invite_member, acme, email=f"x{len(roles)}{roles[0]}@acme.example", roles=roles
        )

    assert invite("lee", "rol_approver")
    assert invite("lee", "rol_viewer")
    for beyond in ("rol_buyer", "rol_finance"):
        with pytest.raises(Forbidden) as refused:
            invite("lee", beyond)
        assert refused.value.code == "role_beyond_own"
    for seller in ("rol_pm", "rol_owner", "rol_unknown"):
        with pytest.raises(Refused, match="unknown_role"):
            invite("lee", seller)
    with pytest.raises(Refused, match="unknown_role"):
        cast.act(house, house.owner, joining.invite_member, acme, email="y@acme.example", roles=["rol_owner"])
    with pytest.raises(Forbidden):
        invite("dana", "rol_viewer")
    with pytest.raises(Forbidden) as refused:
        cast.act(house, "lee", clients.set_roles, house.members["lee"], ["rol_approver", "rol_finance"])
    assert refused.value.code == "role_beyond_own"


def test_members_of_other_clients_are_not_found(house: cast.House, stranger: cast.House) -> None:
    kestrel = house.clients["Kestrel"]
    with pytest.raises(NotFound):
        cast.act(house, "lee", joining.invite_member, kestrel, email="x@acme.example", roles=["rol_viewer"])
    for action in (clients.disable_member, queries.access_member):
        with pytest.raises(NotFound):
            cast.act(house, "lee", action, house.members["kim"])
        with pytest.raises(NotFound):
            cast.act(stranger, stranger.owner, action, house.members["kim"])
    with pytest.raises(NotFound):
        cast.read(house, "lee", queries.page_members, kestrel)
    with pytest.raises(NotFound):
        cast.read(house, "lee", queries.access_client, kestrel)
    assert cast.read(house, "lee", queries.page_members, house.clients["Acme Industries"]).total == 4


def test_the_last_administrator_of_a_client_stays(house: cast.House) -> None:
    lee = house.members["lee"]
    with pytest.raises(Refused, match="last_administrator"):
        cast.act(house, house.owner, clients.disable_member, lee)
    with pytest.raises(Refused, match="last_administrator"):
        cast.act(house, house.owner, clients.set_roles, lee, ["rol_viewer"])
    cast.act(house, house.owner, clients.set_roles, house.members["fiona"], ["rol_approver"])
    cast.act(house, house.owner, clients.disable_member, lee)
    with pytest.raises(Refused, match="last_administrator"):
        cast.act(house, "fiona", clients.disable_member, house.members["fiona"])


def test_only_staff_who_manage_members_make_and_change_clients(house: cast.House, stranger: cast.House) -> None:
    acme = house.clients["Acme Industries"]
    for who in ("lee", "dana", house.manager, GUEST):
        with pytest.raises(Forbidden):
            cast.act(house, who, clients.create_client, name="X")
        with pytest.raises(Forbidden):
            cast.act(house, who, clients.suspend_client, acme)
    with pytest.raises(NotFound):
        cast.act(stranger, stranger.owner, clients.suspend_client, acme)
    cast.act(house, house.owner, clients.create_client, name="X", number="C-1")
    with pytest.raises(Refused, match="number_taken"):
        cast.act(house, house.owner, clients.create_client, name="Y", number="C-1")
    with pytest.raises(Refused, match="name_missing"):
        cast.act(house, house.owner, clients.create_client, name="  ")
