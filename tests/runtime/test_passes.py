"""Looking at a sandbox as one of its people: where a pass works, where it does not, and what its pages tell nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

import portal_config
from commerce.clients import actions as clients
from foundation import clock, revisions
from foundation.db import execute, row, transaction, value
from foundation.errors import NotFound, Refused
from foundation.identity import housekeeping, passes, staff
from foundation.revisions import history, queries
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.tenancy import entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from portico.apps import portal_app
from sandbox.people import join
from tests.runtime.conftest import NORTHLIGHT, PASSWORD, Northlight


@dataclass
class Looker:
    """A staff browser with a pass to the sandbox as Robin, a buyer there."""

    site: Northlight
    session: str
    session_hash: bytes
    member: UUID
    secret: str
    host: str = "northlight--main.localhost"

    def ask(self, path: str = "/", *, method: str = "GET", secret: str | None = None, **options) -> TestResponse:
        secret = self.secret if secret is None else secret
        return (
            portal_app()
            .test_client(use_cookies=False)
            .open(
                path,
                method=method,
                base_url=f"http://{options.pop('host', self.host)}:8080{passes.below(secret)}",
                environ_overrides={passes.ENVIRON: secret},
                **options,
            )
        )

    def issue(self, purpose: passes.Purpose = "walk", member: UUID | None = None) -> str:
        with entered(self.site.sandbox), transaction():
            return passes.issue(self.session_hash, purpose, member)


@pytest.fixture
def looker(northlight: Northlight) -> Looker:
    with unscoped("a staff session"), transaction():
        session = staff.open_staff_session(northlight.owner.staff_id, device="")
        found = staff.staff_of_session(session)
    assert found is not None
    with entered(northlight.sandbox), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        company = clients.create_client(northlight.owner, name="Sample Company")
        member = join(
            northlight.owner,
            company,
            compiled,
            name="Robin Sample",
            email="buyer@sample.example",
            role="rol_buyer",
            password=PASSWORD,
        )
    made = Looker(northlight, session, found.session_hash, member, "")
    made.secret = made.issue("studio", member)
    return made


def test_a_pass_shows_the_draft_as_its_person(looker: Looker) -> None:
    answer = looker.ask()
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Hello Robin" in page and "Sample Company" in page
    assert f'href="{passes.below(looker.secret)}/account"' in page
    assert looker.ask("/account").status_code == 200


def test_the_studio_is_told_where_the_choices_of_news_stand(looker: Looker) -> None:
    assert 'data-ptr="/notifications/ntf_client_order_moved"' in looker.ask("/account").get_data(as_text=True)
    walking = looker.ask("/account", secret=looker.issue("walk", looker.member)).get_data(as_text=True)
    assert "What you are told" in walking and "data-ptr" not in walking


def test_a_form_by_itself_is_for_who_builds_it(looker: Looker) -> None:
    page = looker.ask("/forms/frm_story")
    text = page.get_data(as_text=True)
    assert page.status_code == 200 and "The whole form. At the checkout of" in text
    assert 'data-ptr="/forms/frm_story"' in text and "Whose story" in text and "The place" in text
    assert looker.ask("/forms/frm_none").status_code == 404
    assert looker.ask("/forms/frm_story", secret=looker.issue("walk", looker.member)).status_code == 404


def test_a_pass_without_a_person_is_a_guest(looker: Looker) -> None:
    guest = looker.issue("walk")
    answer = looker.ask("/services", secret=guest)
    assert answer.status_code == 200 and "Sign in" in answer.get_data(as_text=True)
    assert (
        looker.ask("/account", secret=guest).location
        == f"{passes.below(guest)}/sign-in?next={passes.below(guest)}/account"
    )


def test_its_pages_are_told_to_nobody(looker: Looker) -> None:
    for secret, ancestors in (
        (looker.secret, "http://app.localhost:8080"),
        (looker.issue("walk", looker.member), "'none'"),
    ):
        headers = looker.ask(secret=secret).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
        assert f"frame-ancestors {ancestors};" in headers["Content-Security-Policy"] + ";"
        assert "Set-Cookie" not in headers


def test_a_cookie_counts_for_nothing_beside_a_pass(looker: Looker, browser) -> None:
    del browser
    with_cookie = looker.ask(
        "/account", secret=looker.issue("walk"), headers={"Cookie": f"__Host-portico_member={looker.session}"}
    )
    assert with_cookie.status_code == 302, "a guest's pass stays a guest's"


def test_only_the_sandbox_it_was_made_for(looker: Looker) -> None:
    assert looker.ask().status_code == 200
    live = looker.ask(host="northlight.localhost")
    assert live.status_code == 404 and live.mimetype == "text/plain"
    assert looker.ask(secret="x" * 43).status_code == 404
    theirs, tried = new_portal_scopes("farwell", "Farwell")
    with entered(tried), transaction():
        create_portal(theirs, tried)
        save_draft(portal_config.load(NORTHLIGHT.read_bytes()), base=None, author="system")
        publish(author="system")
    for host in ("farwell--main.localhost", "farwell.localhost"):
        assert looker.ask(host=host).status_code == 404, "another seller's"
    assert looker.ask().status_code == 200
    with entered(looker.site.live), transaction(), pytest.raises(Refused, match="sandbox"):
        passes.issue(looker.session_hash, "walk", looker.site.members["dana"])
    with pytest.raises(NotFound):
        looker.issue("walk", looker.site.members["dana"])
    with pytest.raises(NotFound):
        looker.issue("walk", uuid4())


def test_it_ends_with_the_staff_session(looker: Looker) -> None:
    assert looker.ask().status_code == 200
    with unscoped("sign out"), transaction():
        staff.close_staff_session(looker.session_hash)
    assert looker.ask().status_code == 404
    with entered(looker.site.sandbox), transaction():
        assert value("select count(*) from passes") == 1
        housekeeping.forget_ended(clock.real_now())
        assert value("select count(*) from passes") == 0


def test_it_ends_when_its_holder_builds_no_more(looker: Looker) -> None:
    """By the live document: a right that only a draft gives is none."""
    owner = looker.site.owner
    document = portal_config.load(NORTHLIGHT.read_bytes())

    def seat(*roles: str) -> int:
        with unscoped("another seat"), transaction():
            staff.give_seat(owner.staff_id, looker.site.live.portal_id, owner=False, roles=roles)
        return looker.ask().status_code

    assert seat() == 404
    assert seat("rol_pm") == 404
    document["roles"]["rol_pm"]["can"]["portal.edit"] = "all"
    with entered(looker.site.sandbox), transaction():
        save_draft(document, base=history.draft().number, author="system")
    assert seat("rol_pm") == 404
    with entered(looker.site.sandbox), transaction():
        publish(author="system")
    queries.forget_pointers()
    assert seat("rol_pm") == 200


def test_it_ends_when_the_session_was_idle_or_the_seat_is_gone(looker: Looker) -> None:
    with unscoped("time passes"), transaction():
        execute(
            "update staff_sessions set seen_at = %(then)s",
            then=clock.real_now() - staff.STAFF_IDLE - timedelta(seconds=1),
        )
    assert looker.ask().status_code == 404
    with unscoped("back again"), transaction():
        execute("update staff_sessions set seen_at = %(then)s", then=clock.real_now() - timedelta(minutes=5))
    assert looker.ask().status_code == 200
    with unscoped("a use counts"), transaction():
        assert clock.real_now() - row("select seen_at from staff_sessions").seen_at < timedelta(minutes=1)
        execute("delete from seats")
    assert looker.ask().status_code == 404


def test_a_person_who_left_is_a_guest(looker: Looker) -> None:
    with entered(looker.site.sandbox), transaction():
        execute("update members set state = 'disabled' where id = %(id)s", id=looker.member)
    assert "Hello Robin" not in looker.ask(follow_redirects=False).get_data(as_text=True)


def test_writing_needs_this_page_and_this_origin(looker: Looker) -> None:
    page = looker.ask("/account").get_data(as_text=True)
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', page).group(1)
    form = {"name": "Robin Renamed", "_csrf": token}
    good = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    path = "/account/name"
    assert (
        looker.ask(
            path, method="POST", data=form, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        ).status_code
        == 403
    )
    assert looker.ask(path, method="POST", data=form, headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert looker.ask(path, method="POST", data=form).status_code == 403, "nobody said where it comes from"
    other = looker.issue("walk", looker.member)
    assert looker.ask(path, method="POST", data=form, headers=good, secret=other).status_code == 403, (
        "the token is of one pass"
    )
    done = looker.ask(path, method="POST", data=form, headers=good)
    assert done.status_code == 302
    assert done.location.startswith(f"{passes.below(looker.secret)}/account?_told=")
    shown = looker.ask("/account?" + done.location.partition("?")[2]).get_data(as_text=True)
    assert "Your name was saved." in shown and "Robin Renamed" in shown


def test_nobody_signs_in_with_a_pass(looker: Looker) -> None:
    guest = looker.issue("walk")
    page = looker.ask("/sign-in/password", secret=guest).get_data(as_text=True)
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', page).group(1)
    answer = looker.ask(
        "/sign-in/password",
        method="POST",
        secret=guest,
        data={"email": "buyer@sample.example", "password": PASSWORD, "_csrf": token},
        headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 409 and "Set-Cookie" not in answer.headers


def test_the_oldest_make_room(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "KEPT", 2)
    second, third = looker.issue("walk", looker.member), looker.issue("walk", looker.member)
    assert looker.ask().status_code == 404
    assert looker.ask(secret=second).status_code == looker.ask(secret=third).status_code == 200
