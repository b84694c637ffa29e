"""Look after one's own account: name, password, devices, notifications, and the companies one acts for."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.clients import actions as clients
from commerce.clients import queries as client_queries
from foundation.errors import Refused
from foundation.identity import accounts
from foundation.web.guards import wants_json
from foundation.web.notices import tell
from foundation.web.routes import SIGNED_IN, needs, viewer, waits
from portal_config.news import place_of
from runtime.account.views import PASSWORD_RULE, account, device_told, passwords, posted
from runtime.onboarding.shown import put_away
from runtime.pages.portal import draw, languages_of, page_language, portal
from words import say, say_many, speaking
from workspace.notifications import queries as notifications


@account.get("/account")
@needs(SIGNED_IN)
def own_account() -> ResponseReturnValue:
    return _own_account()


def _own_account(errors: dict[str, str] | None = None, name: str | None = None) -> str:
    present = viewer()
    assert present.account_id is not None and present.session_id is not None
    has_password = accounts.has_password(present.account_id)
    compiled = portal().compiled
    told = notifications.choices(present, compiled)
    sessions = [
        {
            "device": device_told(one.device),
            "place": "",
            "last_seen": one.seen_at,
            "current": one.current,
            "id": str(one.id),
        }
        for one in accounts.sessions_of(present.account_id, present.session_id)
    ]
    places = client_queries.places(present.account_id)
    return draw(
        "account.html",
        say("Your account"),
        values={"name": present.name if name is None else name, "language": present.locale or ""},
        languages=languages_of(compiled),
        language_url=url_for("account.choose_language"),
        errors=errors or {},
        profile_url=url_for("account.rename"),
        password_url=url_for("account.change_password"),
        sessions_url=url_for("account.sign_out_others"),
        notifications=told,
        notification_ptrs={one.kind.id: place_of(one.kind.news, compiled) for one in told},
        notifications_url=url_for("bell.choose"),
        onboarding_url=url_for("onboarding.show") if put_away(portal()) else None,
        has_password=has_password,
        password_rule=say(PASSWORD_RULE),
        passwords=passwords(),
        sessions=sessions,
        clients=[
            (
                place.client_name,
                None
                if place.member_id == present.member_id
                else url_for("account.switch_place", member_id=place.member_id),
            )
            for place in places
        ],
    )


@account.post("/account/name")
@needs(SIGNED_IN)
def rename() -> ResponseReturnValue:
    present = viewer()
    assert present.account_id is not None
    name = posted("name")
    try:
        accounts.rename_account(present.account_id, name)
    except Refused as refused:
        if wants_json():
            raise
        return _own_account({refused.pointer: refused.message}, name), 422
    tell(say("Your name was saved."))
    return redirect(url_for("account.own_account"))


@account.post("/account/language")
@needs(SIGNED_IN)
def choose_language() -> ResponseReturnValue:
    present = viewer()
    assert present.account_id is not None
    language = posted("language", 20)
    if language and language not in portal().compiled.locales:
        raise Refused("language_unknown", "Choose one of the portal’s languages.", pointer="language", status=422)
    accounts.choose_language(present.account_id, language)
    with speaking(language or page_language()):
        tell(say("Your language was saved."))
    return redirect(url_for("account.own_account"))


@account.post("/account/password")
@needs(SIGNED_IN)
@waits
def change_password() -> ResponseReturnValue:
    present = viewer()
    assert present.account_id is not None and present.session_id is not None
    try:
        accounts.set_password(
            present.account_id,
            request.form.get("new", ""),
            current=request.form.get("current"),
            about=(present.name, present.email, portal().compiled.name),
        )
    except Refused as refused:
        if refused.status != 422 or wants_json():
            raise
        pointer = {"password": "new"}.get(refused.pointer, refused.pointer)
        return _own_account({pointer: refused.message}), 422
    accounts.close_other_sessions(present.account_id, present.session_id)
    tell(say("Your password was changed. Other devices are signed out."))
    return redirect(url_for("account.own_account"))


@account.post("/account/sessions/others")
@needs(SIGNED_IN)
def sign_out_others() -> ResponseReturnValue:
    present = viewer()
    assert present.account_id is not None and present.session_id is not None
    ended = accounts.close_other_sessions(present.account_id, present.session_id)
    tell(say_many("{count} other device is signed out.", "{count} other devices are signed out.", ended))
    return redirect(url_for("account.own_account"))


@account.post("/account/place/<uuid:member_id>")
@needs(SIGNED_IN)
def switch_place(member_id: UUID) -> ResponseReturnValue:
    """Act for another of one's own companies."""
    clients.switch_member(viewer(), member_id)
    return redirect(url_for("pages.home"))
