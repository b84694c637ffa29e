"""What a cached fragment may depend on: the keys of ``runtime.pages.fragments``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope
from portal_config.expressions.rule import YES
from portal_config.see import Standing
from runtime.pages import fragments
from runtime.pages.fragments import Basis, Declared, Undeclared


def number(value: int) -> UUID:
    return UUID(int=value)


SCOPE = Scope(
    portal_id=number(1),
    tenant_id=number(2),
    mode="live",
    slug="north",
    sandbox=None,
    portal_name="North",
    demo=False,
    clock_offset=dt.timedelta(0),
    origin="http://north.localhost",
)
DANA = Viewer(
    kind="member",
    member_id=number(11),
    client_id=number(21),
    name="Dana Whitfield",
    client_state="active",
    roles=frozenset({"rol_buyer"}),
    permissions={"order.read": "company"},
)
BASIS = Basis(
    scope=SCOPE,
    pointer="revision:7",
    viewer=DANA,
    language="en",
    theme_mode="light",
    currency="EUR",
    today=dt.date(2026, 11, 20),
    versions={"orders": 3, "members": 9},
)


def key(
    varies: tuple[str, ...] = (), rooms: tuple[str, ...] = (), *, viewer: dict[str, Any] | None = None, **basis: Any
) -> Any:
    """The key of a fragment that declares ``varies``, with parts of the basis and of the viewer changed."""
    changed = dataclasses.replace(BASIS, **basis)
    if viewer:
        changed = dataclasses.replace(changed, viewer=dataclasses.replace(DANA, **viewer))
    return Declared(changed, varies, "wdg_one", rooms).key


@pytest.mark.parametrize(
    "change",
    [
        {"scope": dataclasses.replace(SCOPE, tenant_id=number(3))},
        {"scope": dataclasses.replace(SCOPE, mode="sandbox")},
        {"pointer": "revision:8"},
        {"language": "de"},
        {"theme_mode": "dark"},
        {"viewer": {"permissions": {"order.read": "company", "price.read": "company"}}},
        {"viewer": {"permissions": {"order.read": "team"}}},
        {"viewer": {"roles": frozenset({"rol_finance"})}},
        {"viewer": {"kind": "staff"}},
        {"viewer": {"standing": Standing(frozenset({"grp_key"}))}},
        {"viewer": {"standing": Standing(met=frozenset({YES}))}},
    ],
)
def test_some_things_tell_every_fragment_apart(change: dict[str, Any]) -> None:
    assert key(**change) != key()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("client", {"viewer": {"client_id": number(22)}}),
        ("client", {"viewer": {"client_state": "blocked"}}),
        ("member", {"viewer": {"member_id": number(12)}}),
        ("currency", {"currency": "USD"}),
        ("day", {"today": dt.date(2026, 11, 21)}),
    ],
)
def test_other_things_only_where_they_are_declared(name: str, change: dict[str, Any]) -> None:
    assert key((name,), **change) != key((name,))
    assert key((), **change) == key(())


def test_what_belongs_to_a_member_belongs_to_a_client() -> None:
    assert key(("member",), viewer={"client_id": number(22)}) != key(("member",))


def test_who_sees_only_their_own_never_shares_a_fragment() -> None:
    own = {"permissions": {"order.read": "own"}}
    assert key(("client",), viewer=own) != key(("client",), viewer=own | {"member_id": number(12)})
    assert key(("client",), viewer={"member_id": number(12)}) == key(("client",)), "company-wide readers do share"


def test_counters_evict_only_what_they_count() -> None:
    assert key((), ("orders",), versions={"orders": 4}) != key((), ("orders",))
    assert key((), ("orders",), versions={"orders": 3, "members": 10}) == key((), ("orders",))
    assert key(versions={"orders": 4}) == key()


@pytest.mark.parametrize(
    ("name", "read"),
    [("client", "client"), ("member", "member"), ("currency", "currency"), ("day", "day"), ("member", "person")],
)
def test_what_is_not_declared_cannot_be_read(name: str, read: str) -> None:
    with pytest.raises(Undeclared):
        getattr(Declared(BASIS, (), "wdg_one"), read)
    assert getattr(Declared(BASIS, (name,), "wdg_one"), read) is not None


def test_rooms_below_are_told_no_more_than_was_declared() -> None:
    nobody = Declared(BASIS, (), "wdg_one").viewer
    assert (nobody.client_id, nobody.member_id, nobody.name, nobody.client_state) == (None, None, "", "")
    assert nobody.permissions == DANA.permissions and nobody.roles == DANA.roles
    company = Declared(BASIS, ("client",), "wdg_one").viewer
    assert (company.client_id, company.member_id) == (DANA.client_id, None)
    assert Declared(BASIS, ("member",), "wdg_one").viewer is DANA


def test_fragments_are_kept_under_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments.forget()
    monkeypatch.setattr(fragments, "KEPT", 2)
    assert fragments.kept(("a",)) is None
    fragments.keep(("a",), "A")
    fragments.keep(("b",), "B")
    assert fragments.kept(("a",)) == "A"
    fragments.keep(("c",), "C")
    assert (fragments.kept(("a",)), fragments.kept(("b",)), fragments.kept(("c",))) == ("A", None, "C")
    fragments.forget()
    assert fragments.kept(("a",)) is None
