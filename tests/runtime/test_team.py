"""The team tab over HTTP: who is shown, asking several in, changing a member, and what is refused."""

from __future__ import annotations

import re

import pytest

from commerce.clients import joining
from foundation.db import rows, transaction, value
from foundation.tenancy import entered
from sandbox.people import join
from tests.runtime.conftest import PASSWORD


@pytest.fixture
def ada(browser, northlight):
    """A browser of Ada, who administers Acme."""
    with entered(northlight.live), transaction():
        northlight.members["ada"] = join(
            northlight.owner, northlight.acme, northlight.compiled, name="Ada Lind", email="ada@acme.example", role="rol_admin",
            password=PASSWORD,
        )  # fmt: skip
    return browser("ada")


def test_the_tab_is_there_for_those_who_manage_members_only(browser, ada) -> None:
    page = ada.get("/t/team").get_data(as_text=True)
    for name in ("Dana Whitfield", "Lee Park", "Fiona Osei", "Vic Lane", "Ada Lind"):
        assert name in page
    # Whoever looks is here; a colleague who never signed in is not.
    seen = {name: next(row for row in page.split("<tr")[2:] if name in row) for name in ("Ada Lind", "Vic Lane")}
    assert "Here now" in seen["Ada Lind"]
    assert "Not here yet" in seen["Vic Lane"]
    assert ">Team<" in ada.get("/").get_data(as_text=True)
    assert ">Team<" not in browser("dana").get("/").get_data(as_text=True)
    assert browser("dana").get("/t/team").status_code == 404
    assert browser("dana").get("/team/invitations").status_code == 403
    assert browser().get("/team/invitations").status_code == 302


def test_several_are_invited_after_a_look_at_who_they_are(ada, northlight) -> None:
    form = {
        "addresses": "Nina New <nina@acme.example>\notto@acme.example, not-an-address, dana@acme.example",
        "roles": "rol_buyer",
    }
    preview = ada.post("/team/invitations", form | {"step": "check"}).get_data(as_text=True)
    assert "2 people are invited as Buyer" in preview
    assert "not-an-address" in preview and "This is no e-mail address." in preview
    assert "This person is a member already." in preview
    with entered(northlight.live), transaction():
        assert value("select count(*) from members where state = 'invited'") == 0
    back = ada.post("/team/invitations", form | {"step": "edit"}).get_data(as_text=True)
    assert "not-an-address" in back and 'value="rol_buyer" checked' in re.sub(r'\sid="roles"', "", back)
    sent = ada.post("/team/invitations", form | {"step": "send"})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/t/team")
    page = ada.get("/t/team").get_data(as_text=True)
    assert "2 invitations are on the way. 2 addresses were left out." in page
    assert "Nina New" in page and "Invited" in page
    with entered(northlight.live), transaction():
        asked = [one.email for one in rows("select email from members where state = 'invited' order by email")]
    assert asked == ["nina@acme.example", "otto@acme.example"]


def test_a_list_that_cannot_be_used_is_said_at_its_field(ada) -> None:
    empty = ada.post("/team/invitations", {"addresses": " ", "roles": "rol_buyer"})
    assert empty.status_code == 422
    assert "Enter at least one e-mail address." in empty.get_data(as_text=True)
    no_role = ada.post("/team/invitations", {"addresses": "a@x.example"})
    assert no_role.status_code == 422
    assert "Choose at least one role." in no_role.get_data(as_text=True)
    nobody = ada.post("/team/invitations", {"addresses": "dana@acme.example", "roles": "rol_buyer"}).get_data(
        as_text=True
    )
    assert "Nobody in this list can be invited" in nobody and "Check addresses" in nobody
    assert ada.post("/team/invitations", {"addresses": "a@x.example", "roles": "rol_owner"}).status_code == 422


def test_roles_are_changed_and_access_is_closed_and_opened(ada, browser, northlight) -> None:
    dana = browser("dana")
    assert dana.get("/t/orders").status_code == 200
    path = f"/team/{northlight.members['dana']}"
    assert "Places orders, sees all orders, pays" in ada.get(path).get_data(as_text=True)
    assert ada.post(f"{path}/roles", {"roles": ["rol_finance", "rol_viewer"]}, page=path).status_code == 303
    assert "The roles of Dana Whitfield were saved." in ada.get(path).get_data(as_text=True)
    assert ada.post(f"{path}/roles", {}, page=path).status_code == 422
    assert ada.post(f"{path}/deactivation", {}, page=path).status_code == 303
    assert dana.get("/t/orders").status_code == 302, "signed out at once"
    assert "No access" in ada.get("/t/team").get_data(as_text=True)
    assert ada.post(f"{path}/activation", {}, page=path).status_code == 303
    assert browser("dana").get("/t/orders").status_code == 200


def test_what_cannot_be_done_is_said_on_the_members_page(ada, browser, northlight) -> None:
    lee, members = browser("lee"), northlight.members
    stronger = lee.post(f"/team/{members['ada']}/deactivation", {}, page="/account")
    assert stronger.status_code == 403
    assert "rights that you do not have yourself" in stronger.get_data(as_text=True)
    shown = lee.get(f"/team/{members['ada']}").get_data(as_text=True)
    assert "Close access" not in shown and "Save roles" not in shown
    assert ada.post(f"/team/{members['lee']}/deactivation", {}, page="/account").status_code == 303
    last = ada.post(f"/team/{members['ada']}/roles", {"roles": "rol_viewer"}, page="/account")
    assert last.status_code == 409
    assert "the last person who manages members here" in last.get_data(as_text=True)
    assert ada.get("/team/00000000-0000-7000-8000-000000000000").status_code == 404


def test_an_invitation_is_sent_again_and_withdrawn(ada, northlight) -> None:
    with entered(northlight.live), transaction():
        member = joining.invite_member(
            northlight.owner,
            northlight.acme,
            email="nina@acme.example",
            roles=("rol_viewer",),
            compiled=northlight.compiled,
        )
    path = f"/team/{member}"
    assert "Works until" in ada.get(path).get_data(as_text=True)
    assert ada.post(f"{path}/invitation", {}, page=path).status_code == 303
    with entered(northlight.live), transaction():
        assert (
            value("select count(*) from events where name = 'member.invited' and subject = %(s)s", s=f"member:{member}")
            == 2
        )
    assert ada.post(f"{path}/withdrawal", {}, page=path).headers["Location"] == "/t/team"
    assert ada.get(path).status_code == 404
    assert ada.post(f"{path}/invitation", {}, page="/account").status_code == 404


def test_the_list_is_searched_and_says_when_nobody_fits(ada) -> None:
    assert "Fiona Osei" in ada.get("/t/team?q=fiona").get_data(as_text=True)
    assert "Nobody is called so" in ada.get("/t/team?q=zebra").get_data(as_text=True)
    assert ada.get("/t/team?page=99999999").status_code == 400
