"""A client's members looked after by one of their own: asking several in at once, roles, closing and opening places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.clients import actions as clients
from commerce.clients import joining, policies, queries
from commerce.clients.addresses import MOST, read_addresses
from commerce.clients.invitations import check_invitations
from commerce.clients.told import rights
from foundation import clock
from foundation.db import execute, transaction
from foundation.errors import Forbidden, NotFound, Refused, TooMany
from foundation.identity import accounts
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line
from foundation.tenancy import entered, unscoped
from tests.commerce import cast

Look = Callable[..., list[tuple[Any, ...]]]

PASTED = """Nina New <nina@acme.example>, OTTO@acme.example
"Berg, Nora" <nora@acme.example>; not an address
Paul Post\tpaul@acme.example
dana@acme.example
nina@acme.example"""


@pytest.fixture
def acme(house: cast.House) -> Any:
    """Acme, with Ada who administers it: she has every right a client can have."""
    with entered(house.live), transaction():
        client = house.clients["Acme Industries"]
        house.members["ada"] = cast.join(house, client, "ada@acme.example", "Ada", "rol_admin")
    return client


def test_a_pasted_list_is_read_as_people_paste_it() -> None:
    read = [(one.name, one.email) for one in read_addresses(PASTED)]
    assert read == [
        ("Nina New", "nina@acme.example"),
        ("", "otto@acme.example"),
        ("Berg, Nora", "nora@acme.example"),
        ("", None),
        ("", None),
        ("", None),
        ("Paul Post", "paul@acme.example"),
        ("", "dana@acme.example"),
    ]
    assert [one.text for one in read_addresses("lee@x.example not-one") if one.email is None] == ["not-one"]
    with pytest.raises(Refused, match="no_addresses"):
        read_addresses(" ,;\n\t ")
    with pytest.raises(Refused, match="too_many_addresses"):
        read_addresses(" ".join(f"p{n}@x.example" for n in range(MOST + 1)))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_whatever_is_pasted_gives_addresses_that_can_be_written_to_or_none(text: str) -> None:
    try:
        read = read_addresses(text)
    except Refused:
        return
    for one in read:
        assert one.email is None or clean_address(one.email) == one.email
        assert one_line(one.name) == one.name
        assert one_line(one.text) == one.text


def test_several_are_invited_and_a_bad_one_keeps_nobody_from_it(house: cast.House, acme: Any, look: Look) -> None:
    checked = cast.act(house, "ada", check_invitations, acme, addresses=PASTED, roles=["rol_buyer"])
    assert [one.email for one in checked.ready] == [
        "nina@acme.example", "otto@acme.example", "nora@acme.example", "paul@acme.example",
    ]  # fmt: skip
    assert [(one.text, one.code) for one in checked.left_out] == [
        ("not", "bad_address"), ("an", "bad_address"), ("address", "bad_address"), ("dana@acme.example", "member_exists"),
    ]  # fmt: skip
    assert look("select count(*) from members where email = 'nina@acme.example'") == [(0,)], "looking sends nothing"
    sent = cast.act(house, "ada", joining.invite_members, acme, addresses=PASTED, roles=["rol_buyer"])
    assert sent == checked
    assert look("select name, roles, state from members where email = 'nora@acme.example'") == [
        ("Berg, Nora", ["rol_buyer"], "invited")
    ]
    assert len(cast.letters(house, "nina@acme.example")) == 1
    assert cast.letters(house, "dana@acme.example") == []
    assert look(
        "select count(*) from audit where action = 'member.invite' and actor = %s", f"member:{house.members['ada']}"
    ) == [(4,)]


def test_the_same_list_sent_twice_sends_each_letter_once(house: cast.House, acme: Any) -> None:
    for _ in range(2):
        cast.act(house, "ada", joining.invite_members, acme, addresses="nina@acme.example", roles=["rol_viewer"])
    assert len(cast.letters(house, "nina@acme.example")) == 1
    cast.act(house, "ada", joining.invite_members, acme, addresses="nina@acme.example", roles=["rol_buyer"])
    assert len(cast.letters(house, "nina@acme.example")) == 2, "other roles are news"
    with clock.frozen(clock.real_now().replace(year=clock.real_now().year + 1)):
        cast.act(house, "ada", joining.invite_members, acme, addresses="nina@acme.example", roles=["rol_buyer"])
    assert len(cast.letters(house, "nina@acme.example")) == 3


def test_names_and_addresses_bring_no_header_along(house: cast.House, acme: Any) -> None:
    tricky = '"Nina\r\nBcc: all@evil.example" <nina@acme.example>\n<x@acme.example\nBcc:evil@evil.example>,"a@b.example\\r\\nX: y"'
    sent = cast.act(house, "ada", joining.invite_members, acme, addresses=tricky, roles=["rol_viewer"])
    for one in sent.ready:
        for letter in cast.letters(house, one.email):
            assert "\n" not in letter.subject and "\r" not in letter.subject
    with pytest.raises(Refused, match="bad_address"):
        cast.act(
            house,
            "ada",
            joining.invite_member,
            acme,
            email="n@acme.example\r\nBcc: x@evil.example",
            roles=["rol_viewer"],
        )
    member = cast.act(
        house,
        "ada",
        joining.invite_member,
        acme,
        email="z@acme.example",
        name="Zoe\r\nBcc: x@evil.example",
        roles=["rol_viewer"],
    )
    assert cast.read(house, "ada", queries.access_member, member).name == "Zoe Bcc: x@evil.example"


def test_nobody_changes_a_person_who_has_rights_they_lack(house: cast.House, acme: Any) -> None:
    """Lee manages members and may not pay; Dana pays, Ada may do everything."""
    for stronger in ("dana", "ada"):
        member = house.members[stronger]
        for change in (
            lambda viewer, one=member: clients.set_roles(viewer, one, ["rol_viewer"]),
            lambda viewer, one=member: clients.disable_member(viewer, one),
        ):
            with pytest.raises(Forbidden) as refused:
                cast.act(house, "lee", change)
            assert refused.value.code == "member_beyond_own"
    asked = cast.act(house, "ada", joining.invite_member, acme, email="rita@acme.example", roles=["rol_buyer"])
    for change in (
        lambda viewer: joining.invite_member(viewer, acme, email="rita@acme.example", roles=["rol_viewer"]),
        lambda viewer: joining.withdraw_invitation(viewer, asked),
        lambda viewer: joining.invite_again(viewer, asked),
    ):
        with pytest.raises(Forbidden) as refused:
            cast.act(house, "lee", change)
        assert refused.value.code == "member_beyond_own"
    left_out = cast.act(
        house, "lee", check_invitations, acme, addresses="rita@acme.example", roles=["rol_viewer"]
    ).left_out
    assert [one.code for one in left_out] == ["member_beyond_own"]
    # The same changes by somebody who has the rights.
    cast.act(house, "ada", clients.set_roles, house.members["dana"], ["rol_viewer"])
    cast.act(house, "lee", clients.disable_member, house.members["dana"])
    cast.act(house, "ada", joining.withdraw_invitation, asked)


def test_the_last_administrator_stays_even_for_themselves(house: cast.House, acme: Any) -> None:
    cast.act(house, "ada", clients.disable_member, house.members["lee"])
    for change in (
        lambda viewer: clients.disable_member(viewer, house.members["ada"]),
        lambda viewer: clients.set_roles(viewer, house.members["ada"], ["rol_viewer"]),
    ):
        with pytest.raises(Refused, match="last_administrator"):
            cast.act(house, "ada", change)
    cast.act(house, "ada", clients.enable_member, house.members["lee"])
    cast.act(house, "ada", clients.disable_member, house.members["ada"])


def test_an_invitation_that_was_withdrawn_is_gone_and_can_be_made_again(house: cast.House, acme: Any) -> None:
    member = cast.act(house, "ada", joining.invite_member, acme, email="nina@acme.example", roles=["rol_viewer"])
    first = cast.link_in(cast.letters(house, "nina@acme.example")[-1], "/invitation/")
    cast.act(house, "ada", joining.withdraw_invitation, member)
    assert "nina@acme.example" not in [one.email for one in cast.read(house, "ada", queries.page_members, acme).members]
    with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        joining.accept_invitation(first, name="Nina", password=cast.PASSWORD)
    with pytest.raises(Refused, match="not_invited"):
        cast.act(house, "ada", joining.withdraw_invitation, member)
    again = cast.act(house, "ada", joining.invite_member, acme, email="nina@acme.example", roles=["rol_buyer"])
    assert again == member
    with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        joining.accept_invitation(first, name="Nina", password=cast.PASSWORD)
    second = cast.link_in(cast.letters(house, "nina@acme.example")[-1], "/invitation/")
    with entered(house.live), transaction():
        assert joining.accept_invitation(second, name="Nina", password=cast.PASSWORD).member_id == member


def test_withdrawing_ends_the_links_of_this_client_only(house: cast.House, acme: Any) -> None:
    here = cast.act(house, "ada", joining.invite_member, acme, email="both@acme.example", roles=["rol_viewer"])
    there = cast.act(
        house,
        house.owner,
        joining.invite_member,
        house.clients["Kestrel"],
        email="both@acme.example",
        roles=["rol_viewer"],
    )
    links = [cast.link_in(letter, "/invitation/") for letter in cast.letters(house, "both@acme.example")]
    cast.act(house, "ada", joining.withdraw_invitation, here)
    with entered(house.live), transaction():
        assert queries.read_invitation(links[1]).member_id == there
    with entered(house.live), transaction(), pytest.raises(Refused, match="link_used_up"):
        queries.read_invitation(links[0])


def test_a_client_sends_no_flood_of_invitations(house: cast.House, acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "INVITATIONS_A_DAY", 3)
    cast.act(house, "ada", joining.invite_members, acme, addresses="a@x.example b@x.example", roles=["rol_viewer"])
    with pytest.raises(TooMany):
        cast.act(house, "ada", joining.invite_members, acme, addresses="c@x.example d@x.example", roles=["rol_viewer"])
    assert cast.letters(house, "c@x.example") == []
    cast.act(
        house, house.owner, joining.invite_members, acme, addresses="c@x.example d@x.example", roles=["rol_viewer"]
    )
    assert len(cast.letters(house, "c@x.example")) == 1


def test_a_portal_sends_no_flood_of_invitations(
    house: cast.House, stranger: cast.House, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "INVITATIONS_OF_A_PORTAL", 3)
    with unscoped("test"), transaction():
        execute("delete from rate_limits")  # those who are in were invited as well
    other = cast.act(house, house.owner, clients.create_client, name="Another")
    cast.act(
        house, house.owner, joining.invite_members, acme, addresses="a@x.example b@x.example", roles=["rol_viewer"]
    )
    for client in (other, acme):
        with pytest.raises(TooMany, match="very many invitations"):
            cast.act(
                house,
                house.owner,
                joining.invite_members,
                client,
                addresses="c@x.example d@x.example",
                roles=["rol_viewer"],
            )
    assert cast.letters(house, "c@x.example") == []
    cast.act(house, "ada", joining.invite_members, acme, addresses="c@x.example", roles=["rol_viewer"])
    assert len(cast.letters(house, "c@x.example")) == 1
    elsewhere = cast.act(stranger, stranger.owner, clients.create_client, name="Elsewhere")
    cast.act(stranger, stranger.owner, joining.invite_members, elsewhere, addresses="d@x.example", roles=["rol_viewer"])


def test_a_suspended_clients_administrator_looks_and_changes_nothing(house: cast.House, acme: Any) -> None:
    cast.act(house, house.owner, clients.suspend_client, acme)
    assert cast.read(house, "ada", queries.page_members, acme).total == 5
    with pytest.raises(Forbidden):
        cast.act(house, "ada", joining.invite_members, acme, addresses="a@x.example", roles=["rol_viewer"])
    with pytest.raises(Forbidden):
        cast.act(house, "ada", clients.disable_member, house.members["dana"])


def test_other_clients_and_tenants_have_no_team_here(house: cast.House, stranger: cast.House, acme: Any) -> None:
    for who, at in (("kim", house), (stranger.owner, stranger)):
        with pytest.raises((NotFound, Forbidden)):
            cast.act(at, who, joining.invite_members, acme, addresses="a@x.example", roles=["rol_viewer"])
    with pytest.raises(NotFound):
        cast.read(house, "ada", queries.page_members, house.clients["Kestrel"])


def test_a_page_of_members_is_searched_and_ordered(house: cast.House, acme: Any) -> None:
    cast.act(house, "ada", joining.invite_members, acme, addresses="a@x.example", roles=["rol_viewer"])
    cast.act(house, "ada", clients.disable_member, house.members["dana"])
    found = cast.read(house, "ada", queries.page_members, acme)
    assert [(one.called, one.state) for one in found.members] == [
        ("Ada", "active"), ("Fiona", "active"), ("Lee", "active"), ("Vic", "active"), ("a@x.example", "invited"), ("Dana", "disabled"),
    ]  # fmt: skip
    assert [one.called for one in cast.read(house, "ada", queries.page_members, acme, search="FIO").members] == [
        "Fiona"
    ]
    second = cast.read(house, "ada", queries.page_members, acme, number=2, size=4)
    assert (len(second.members), second.total) == (2, 6)


def test_being_here_is_noted_for_the_place_and_the_session(house: cast.House, acme: Any, look: Look) -> None:
    with entered(house.live), transaction():
        clients.note_seen(b"no such session", house.members["dana"])
    assert look("select count(*) from members where seen_at is not null") == [(1,)]
    with entered(house.live), transaction():
        account = accounts.account_id_of("vic@acme.example")
        assert account is not None
        accounts.open_session(account, device="test", member_id=house.members["vic"])
    seen = {one.called: one.seen_at is not None for one in cast.read(house, "ada", queries.page_members, acme).members}
    assert seen == {"Ada": False, "Dana": True, "Fiona": False, "Lee": False, "Vic": True}


def test_who_has_just_signed_in_was_here_where_there_is_one_place(house: cast.House, acme: Any, look: Look) -> None:
    """Signing in names no place. Where somebody has two, only the one they look at is told."""
    with entered(house.live), transaction():
        for company in (acme, house.clients["Kestrel"]):
            cast.join(house, company, "both@two.example", "Bo Both", "rol_buyer")
        for address in ("vic@acme.example", "both@two.example"):
            account = accounts.account_id_of(address)
            assert account is not None
            accounts.open_session(account, device="test")
    seen = {one.called: one.seen_at is not None for one in cast.read(house, "ada", queries.page_members, acme).members}
    assert seen["Vic"]
    assert not seen["Bo Both"]
    assert not seen["Dana"]


def test_what_a_role_may_is_a_sentence(house: cast.House) -> None:
    roles = house.compiled.roles
    assert rights(roles["rol_finance"]) == "Sees all orders, pays and sees prices."
    assert rights(roles["rol_viewer"]) == "Sees all orders and opens files."
    viewer = house.viewer("lee")
    assert policies.grantable(viewer, house.compiled) == ("rol_approver", "rol_viewer")
