"""Sign in and out, join by invitation, look after one's own account."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.clients import actions as clients
from commerce.clients import queries as client_queries
from foundation import mail
from foundation.db import db, savepoint
from foundation.errors import Refused
from foundation.identity import accounts, tokens
from foundation.identity.addresses import clean_address
from foundation.identity.secrets import hashed
from foundation.tenancy import current_scope
from foundation.web import cookies
from foundation.web.guards import clean_text, wants_json
from foundation.web.notices import tell
from foundation.web.routes import SIGNED_IN, local_path, needs, viewer, waits
from portal_config.news import place_of
from runtime.pages import passes
from runtime.pages.portal import SESSION_COOKIE, draw, portal
from workspace.notifications import queries as notifications

account = Blueprint("account", __name__)

PASSWORD_RULE = "At least 10 characters. Three or four unrelated words are easy to keep and hard to guess."  # noqa: S105
LINK_MINUTES = int(tokens.SIGN_IN.total_seconds() // 60)
SESSION_SECONDS = int(accounts.SESSION_LIFETIME.total_seconds())
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "Mac"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


def device() -> str:
    """The browser and system in words, as far as the browser tells."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " on ".join(part for part in (browser, system) if part) or "Unknown device"


def address() -> str:
    """The caller's network address, for budgets only; it is never stored."""
    return request.remote_addr or ""


def posted(name: str, most: int = 500) -> str:
    """A cleaned form field."""
    return clean_text(request.form.get(name, ""), name, most=most)


def _target(asked: str | None) -> str:
    """Where somebody goes after signing in: what was asked where it is of this host, else the first page."""
    return local_path(asked, url_for("pages.home"))


def signed_in(secret: str, target: str) -> Response:
    """Send the browser on with its new session. Raises Refused ``no_sign_in_here`` for a page with a pass, which has no cookies."""
    if passes.present() is not None:
        raise Refused(
            "no_sign_in_here",
            "This is a preview: nobody signs in here. Choose whom to view as in the studio.",
            status=409,
        )
    response = make_response(redirect(target))
    cookies.write(response, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
    return response


def let_in(account_id: UUID, member_id: UUID, target: str) -> Response:
    """Go on after a mailed link has proven the address: signed in, or to the sign-in page where the portal wants a password of whoever has one.
    Every way in asks what the document names (threat T12)."""
    if "email_link" not in portal().compiled.access.login and accounts.has_password(account_id):
        tell("Thank you, this is your address. Sign in to go on.", "info")
        return make_response(redirect(url_for("account.password_form", next=target)))
    return signed_in(accounts.open_session(account_id, device=device(), member_id=member_id), target)


def _words() -> dict[str, str]:
    texts = portal().compiled.sign_in
    return {"heading": texts.get("heading", ""), "text": texts.get("text", "")}


def _passwords() -> bool:
    return "password" in portal().compiled.access.login


def _require_links() -> None:
    """Raises Refused ``no_links`` where the document does not let people in by a mailed link, whenever it was mailed."""
    if "email_link" not in portal().compiled.access.login:
        raise Refused("no_links", "This portal signs people in with a password.", status=403)


def _gate(template: str, title: str, *, email: str = "", errors: dict[str, str] | None = None, **more: Any) -> str:
    here = portal()
    with_password = _passwords()
    target = _target(request.values.get("next"))
    onwards = target if target != url_for("pages.home") else None
    return draw(
        template,
        title,
        words=_words(),
        email=email,
        errors=errors or {},
        next=target,
        link_url=url_for("account.sign_in", next=onwards) if "email_link" in here.compiled.access.login else None,
        password_url=url_for("account.password_form", next=onwards) if with_password else None,
        services_url=url_for("shop.catalogue") if any(one.public for one in here.compiled.services.values()) else None,
        **more,
    )


@account.get("/sign-in")
@needs("public")
def sign_in() -> ResponseReturnValue:
    if not viewer().is_guest:
        return redirect(_target(request.args.get("next")))
    if "email_link" not in portal().compiled.access.login:
        return _gate("sign_in_password.html", "Sign in")
    return _gate("sign_in.html", "Sign in", email=clean_text(request.args.get("email", ""), most=254))


@account.post("/sign-in")
@needs("public")
def ask_for_link() -> ResponseReturnValue:
    """Mail a sign-in link. The answer is the same for every address, and so is the work: how long it takes tells nobody who is known."""
    _require_links()
    email = posted("email")
    try:
        asked = accounts.ask_for_link(email, address=address())
    except Refused as refused:
        if refused.status == 422 and not wants_json():
            return _gate("sign_in.html", "Sign in", email=email, errors={"email": refused.message}), 422
        raise
    with suppress(_Undone), savepoint():
        if asked is not None:
            _mail_link(*asked)
        else:
            nobody = clean_address(email)
            _mail_link(nobody, tokens.issue("sign_in", nobody, {}, tokens.SIGN_IN))
            raise _Undone
    return draw(
        "sign_in_sent.html",
        "Look into your mail",
        email=email,
        minutes=LINK_MINUTES,
        back_url=url_for("account.sign_in"),
    )


class _Undone(Exception):
    """What was written for an unknown address is taken back."""


def _mail_link(known: str, secret: str) -> None:
    here = portal()
    target = local_path(request.form.get("next"))
    suffix = f"?next={quote(target)}" if target != "/" else ""
    mail.send(
        to=known,
        to_name="",
        template="notice",
        subject=f"Sign in to {here.compiled.name}",
        context={
            "title": f"Sign in to {here.compiled.name}",
            "paragraphs": ["Press the button to sign in. You do not need a password."],
            "button": {"label": "Sign in", "url": f"{current_scope().origin}/sign-in/link/{secret}{suffix}"},
            "closing": f"The link works once, for {LINK_MINUTES} minutes. If you did not ask for it, do nothing.",
        },
        brand=mail.brand_of(here.compiled),
    )


@account.get("/sign-in/password")
@needs("public")
def password_form() -> ResponseReturnValue:
    if not viewer().is_guest:
        return redirect(_target(request.args.get("next")))
    if not _passwords():
        return redirect(url_for("account.sign_in"))
    return _gate("sign_in_password.html", "Sign in")


@account.post("/sign-in/password")
@needs("public")
@waits
def sign_in_with_password() -> ResponseReturnValue:
    if not _passwords():
        raise Refused("no_passwords", "This portal signs people in by a mailed link.", status=403)
    email = posted("email")
    try:
        _, secret = accounts.sign_in_with_password(
            email, request.form.get("password", "")[:1000], address=address(), device=device()
        )
    except Refused as refused:
        if refused.status != 422 or wants_json():
            raise
        return _gate("sign_in_password.html", "Sign in", email=email, errors={"password": refused.message}), 422
    return signed_in(secret, _target(request.form.get("next")))


@account.get("/sign-in/link/<token>")
@needs("public")
def link_page(token: str) -> ResponseReturnValue:
    """A button, because mail scanners open links too."""
    _require_links()
    opened = tokens.peek("sign_in", token)
    return draw(
        "sign_in_link.html",
        "Sign in",
        email=opened.subject,
        confirm_url=request.script_root + request.full_path.rstrip("?"),
    )


@account.post("/sign-in/link/<token>")
@needs("public")
def sign_in_with_link(token: str) -> ResponseReturnValue:
    _require_links()
    _, secret = accounts.sign_in_with_link(token, device=device())
    return signed_in(secret, _target(request.args.get("next")))


@account.post("/sign-out")
@needs("public")
def sign_out() -> ResponseReturnValue:
    # By the cookie and not by the viewer: a session that was idle for too long, or whose place was closed, ends as well.
    secret = cookies.read(SESSION_COOKIE)
    if secret:
        accounts.close_session(hashed(secret))
    response = make_response(redirect(url_for("account.sign_in")))
    cookies.drop(response, SESSION_COOKIE)
    return response


@account.get("/invitation/<token>")
@needs("public")
def invitation(token: str) -> ResponseReturnValue:
    return _invitation(token)


def _invitation(token: str, errors: dict[str, str] | None = None, name: str | None = None) -> str:
    invited = client_queries.read_invitation(token)
    return draw(
        "invitation.html",
        f"Join {invited.client_name}",
        invited_by="",
        client_name=invited.client_name,
        email=invited.email,
        name=invited.name if name is None else name,
        errors=errors or {},
        accept_url=url_for("account.accept_invitation", token=token),
        password_rule=PASSWORD_RULE,
        needs_password=_passwords() and not invited.has_password,
        legal=_legal_at("signup"),
    )


def _legal_at(place: str) -> list[tuple[str, str, str | None, str]]:
    compiled = portal().compiled
    made = []
    for text in compiled.legal.values():
        if place in text.accept_at:
            page = compiled.pages.get(text.page or "")
            made.append(
                (text.id, text.title, url_for("pages.public_page", slug=page.slug) if page else None, text.version)
            )
    return made


@account.post("/invitation/<token>")
@needs("public")
@waits
def accept_invitation(token: str) -> ResponseReturnValue:
    name = posted("name")
    errors: dict[str, str] = {
        field: f"Accept {title} to join." for field, title, _, _ in _legal_at("signup") if not request.form.get(field)
    }
    invited = client_queries.read_invitation(token)
    password: str | None = None
    if _passwords() and not invited.has_password:
        password = request.form.get("password", "")
    if not errors:
        try:
            joined = clients.accept_invitation(token, name=name, password=password)
            if password is not None:
                # The password was chosen in this very form.
                secret = accounts.open_session(joined.account_id, device=device(), member_id=joined.member_id)
                return signed_in(secret, url_for("pages.home"))
            return let_in(joined.account_id, joined.member_id, url_for("pages.home"))
        except Refused as refused:
            if refused.status != 422 or wants_json():
                raise
            db.session.rollback()
            errors[refused.pointer] = refused.message
    if wants_json():
        field, sentence = next(iter(errors.items()))
        raise Refused("terms_missing", sentence, pointer=field)
    return _invitation(token, errors, name), 422


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
        {"device": one.device, "place": "", "last_seen": one.seen_at, "current": one.current, "id": str(one.id)}
        for one in accounts.sessions_of(present.account_id, present.session_id)
    ]
    places = client_queries.places(present.account_id)
    return draw(
        "account.html",
        "Your account",
        values={"name": present.name if name is None else name},
        errors=errors or {},
        profile_url=url_for("account.rename"),
        password_url=url_for("account.change_password"),
        sessions_url=url_for("account.sign_out_others"),
        notifications=told,
        notification_ptrs={one.kind.id: place_of(one.kind.news, compiled) for one in told},
        notifications_url=url_for("bell.choose"),
        has_password=has_password,
        password_rule=PASSWORD_RULE,
        passwords=_passwords(),
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
    tell("Your name was saved.")
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
    tell("Your password was changed. Other devices are signed out.")
    return redirect(url_for("account.own_account"))


@account.post("/account/sessions/others")
@needs(SIGNED_IN)
def sign_out_others() -> ResponseReturnValue:
    present = viewer()
    assert present.account_id is not None and present.session_id is not None
    ended = accounts.close_other_sessions(present.account_id, present.session_id)
    tell(f"{ended} other {'device is' if ended == 1 else 'devices are'} signed out.")
    return redirect(url_for("account.own_account"))


@account.post("/account/place/<uuid:member_id>")
@needs(SIGNED_IN)
def switch_place(member_id: Any) -> ResponseReturnValue:
    """Act for another of one's own companies."""
    clients.switch_member(viewer(), member_id)
    return redirect(url_for("pages.home"))
