"""Sign in and out, join by invitation."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.clients import joining
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
from foundation.web.routes import local_path, needs, viewer, waits
from runtime.pages import passes
from runtime.pages.portal import SESSION_COOKIE, draw, portal
from words import say, say_again, unsaid

account = Blueprint("account", __name__)

PASSWORD_RULE = unsaid("At least 10 characters. Three or four unrelated words are easy to keep and hard to guess.")
LINK_MINUTES = int(tokens.SIGN_IN.total_seconds() // 60)
SESSION_SECONDS = int(accounts.SESSION_LIFETIME.total_seconds())
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
BOTH, UNKNOWN = unsaid("{browser} on {system}"), unsaid("Unknown device")
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "Mac"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


def device() -> str:
    """The browser and system in words, as far as the browser tells: in English, as they are kept (``device_told`` says them again)."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return BOTH.format(browser=browser, system=system)
    return browser or system or UNKNOWN


def device_told(kept: str) -> str:
    """A device in the present language."""
    return say_again(kept, BOTH)


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


def _remember_language(account_id: UUID) -> None:
    """Somebody comes in on pages in another language of the portal than its own: their letters fit from the first one on."""
    here = portal()
    if here.formats.locale != here.compiled.locale:
        accounts.remember_language(account_id, here.formats.locale)


def let_in(account_id: UUID, member_id: UUID, target: str) -> Response:
    """Go on after a mailed link has proven the address: signed in, or to the sign-in page where the portal wants a password of whoever has one.
    Every way in asks what the document names (threat T12)."""
    _remember_language(account_id)
    if "email_link" not in portal().compiled.access.login and accounts.has_password(account_id):
        tell(say("Thank you, this is your address. Sign in to go on."), "info")
        return make_response(redirect(url_for("account.password_form", next=target)))
    return signed_in(accounts.open_session(account_id, device=device(), member_id=member_id), target)


def _words() -> dict[str, str]:
    texts = portal().compiled.sign_in
    return {"heading": texts.get("heading", ""), "text": texts.get("text", "")}


def passwords() -> bool:
    """Whether the document lets people in by a password."""
    return "password" in portal().compiled.access.login


def _require_links() -> None:
    """Raises Refused ``no_links`` where the document does not let people in by a mailed link, whenever it was mailed."""
    if "email_link" not in portal().compiled.access.login:
        raise Refused("no_links", "This portal signs people in with a password.", status=403)


def _gate(template: str, title: str, *, email: str = "", errors: dict[str, str] | None = None, **more: Any) -> str:
    here = portal()
    with_password = passwords()
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
        return _gate("sign_in_password.html", say("Sign in"))
    return _gate("sign_in.html", say("Sign in"), email=clean_text(request.args.get("email", ""), most=254))


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
            return _gate("sign_in.html", say("Sign in"), email=email, errors={"email": refused.message}), 422
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
        say("Look into your mail"),
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
        subject=say("Sign in to {portal}", portal=here.compiled.name),
        context={
            "title": say("Sign in to {portal}", portal=here.compiled.name),
            "paragraphs": [say("Press the button to sign in. You do not need a password.")],
            "button": {"label": say("Sign in"), "url": f"{current_scope().origin}/sign-in/link/{secret}{suffix}"},
            "closing": say(
                "The link works once, for {minutes} minutes. If you did not ask for it, do nothing.",
                minutes=LINK_MINUTES,
            ),
        },
        brand=mail.brand_of(here.compiled),
    )


@account.get("/sign-in/password")
@needs("public")
def password_form() -> ResponseReturnValue:
    if not viewer().is_guest:
        return redirect(_target(request.args.get("next")))
    if not passwords():
        return redirect(url_for("account.sign_in"))
    return _gate("sign_in_password.html", say("Sign in"))


@account.post("/sign-in/password")
@needs("public")
@waits
def sign_in_with_password() -> ResponseReturnValue:
    if not passwords():
        raise Refused("no_passwords", "This portal signs people in by a mailed link.", status=403)
    email = posted("email")
    try:
        account_id, secret = accounts.sign_in_with_password(
            email, request.form.get("password", "")[:1000], address=address(), device=device()
        )
    except Refused as refused:
        if refused.status != 422 or wants_json():
            raise
        return _gate("sign_in_password.html", say("Sign in"), email=email, errors={"password": refused.message}), 422
    _remember_language(account_id)
    return signed_in(secret, _target(request.form.get("next")))


@account.get("/sign-in/link/<token>")
@needs("public")
def link_page(token: str) -> ResponseReturnValue:
    """A button, because mail scanners open links too."""
    _require_links()
    opened = tokens.peek("sign_in", token)
    return draw(
        "sign_in_link.html",
        say("Sign in"),
        email=opened.subject,
        confirm_url=request.script_root + request.full_path.rstrip("?"),
    )


@account.post("/sign-in/link/<token>")
@needs("public")
def sign_in_with_link(token: str) -> ResponseReturnValue:
    _require_links()
    account_id, secret = accounts.sign_in_with_link(token, device=device())
    _remember_language(account_id)
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
        say("Join {company}", company=invited.client_name),
        invited_by="",
        client_name=invited.client_name,
        email=invited.email,
        name=invited.name if name is None else name,
        errors=errors or {},
        accept_url=url_for("account.accept_invitation", token=token),
        password_rule=say(PASSWORD_RULE),
        needs_password=passwords() and not invited.has_password,
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
        field: say("Accept {title} to join.", title=title)
        for field, title, _, _ in _legal_at("signup")
        if not request.form.get(field)
    }
    invited = client_queries.read_invitation(token)
    password: str | None = None
    if passwords() and not invited.has_password:
        password = request.form.get("password", "")
    if not errors:
        try:
            joined = joining.accept_invitation(token, name=name, password=password)
            if password is not None:
                # The password was chosen in this very form.
                _remember_language(joined.account_id)
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
