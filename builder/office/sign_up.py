"""A seller comes in: sign-up, the letter that confirms the address, and a new password when the old one is gone."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.gate import SESSION_COOKIE, entry
from builder.office.views import SESSION_SECONDS, device
from builder.pages import draw
from foundation.errors import Refused
from foundation.identity import limits, passwords, sign_up, staff_tokens
from foundation.web import cookies, notices
from foundation.web.guards import clean_text, shown_again, wants_json
from foundation.web.routes import PUBLIC, SIGNED_IN, local_path, needs, waits

arrivals = Blueprint("arrivals", __name__)

NEXT = "/portals/new"
FIELDS = ("name", "email", "password", "terms")


def _signed_in(secret: str, target: str) -> ResponseReturnValue:
    response = make_response(redirect(target, 303))
    cookies.write(response, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
    return response


def _again(template: str, title: str, refused: Refused, **context: object) -> ResponseReturnValue:
    """The form once more, with the sentence at its field. What is no fault of the form is raised on."""
    if refused.status not in (422, 429) or wants_json():
        raise refused
    errors = {refused.pointer if refused.pointer in FIELDS else "": refused.message}
    return shown_again(draw(template, title, errors=errors, **context), refused)


@arrivals.get("/sign-up")
@needs(PUBLIC)
def form() -> ResponseReturnValue:
    if entry().person is not None:
        return redirect(NEXT)
    return draw("sign_up.html", "Sign up", name="", email="", terms=sign_up.TERMS_VERSION, errors={})


@arrivals.post("/sign-up")
@needs(PUBLIC)
@waits
def create_account() -> ResponseReturnValue:
    """Make the account and go on to the first portal. Of an address that has one already nothing is told but that a letter was sent."""
    if entry().person is not None:
        return redirect(NEXT, 303)
    name = clean_text(request.form.get("name", ""), "name", most=500)
    email = clean_text(request.form.get("email", ""), "email", most=500)
    try:
        come = sign_up.sign_up(
            name=name,
            email=email,
            password=request.form.get("password", "")[:1000],
            terms_version=request.form.get("terms", ""),
            address=request.remote_addr or "",
            device=device(),
        )
    except Refused as refused:
        return _again("sign_up.html", "Sign up", refused, name=name, email=email, terms=sign_up.TERMS_VERSION)
    if come is None:
        return draw("letter_sent.html", "Look into your mail", email=email, about="how to go on")
    return _signed_in(come.secret, NEXT)


@arrivals.post("/sign-up/strength")
@needs(PUBLIC)
def strength() -> ResponseReturnValue:
    """How good a password would be, for the meter beside the field: the same judge as of the form itself."""
    limits.spend("strength", limits.network(request.remote_addr or ""), limits.LOOKS_PER_VISITOR)
    weighed = passwords.weigh(request.form.get("password", "")[:1000], (request.form.get("about", "")[:500],))
    return jsonify(score=weighed.score, words=weighed.words)


@arrivals.get("/terms")
@needs(PUBLIC)
def terms() -> ResponseReturnValue:
    return draw("terms.html", "Terms of use", version=sign_up.TERMS_VERSION)


@arrivals.get("/confirm/<token>")
@needs(PUBLIC)
def confirmation(token: str) -> ResponseReturnValue:
    """A page with a button: programs that open every link of a letter confirm nothing."""
    email = staff_tokens.peek("confirm", token)
    return draw("confirm.html", "Confirm your address", email=email, action_url=f"/confirm/{token}")


@arrivals.post("/confirm/<token>")
@needs(PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    email = sign_up.confirm(token)
    notices.tell(f"{email} is confirmed.")
    return redirect("/" if entry().person else "/sign-in", 303)


@arrivals.post("/confirmation-letter")
@needs(SIGNED_IN)
def send_again() -> ResponseReturnValue:
    """Once more the letter that asks to confirm the address."""
    person = entry().person
    assert person is not None
    if not person.confirmed:
        sign_up.ask_again(person.email)
        notices.tell(f"A new letter is on its way to {person.email}.")
    return redirect(local_path(request.form.get("next")), 303)


@arrivals.get("/sign-in/forgotten")
@needs(PUBLIC)
def forgotten() -> ResponseReturnValue:
    return draw("forgotten.html", "New password", email="", errors={})


@arrivals.post("/sign-in/forgotten")
@needs(PUBLIC)
def send_reset() -> ResponseReturnValue:
    """Send the link. The answer is the same whether or not the address is known."""
    email = clean_text(request.form.get("email", ""), "email", most=500)
    try:
        sign_up.forgot_password(email, address=request.remote_addr or "")
    except Refused as refused:
        return _again("forgotten.html", "New password", refused, email=email)
    return draw("letter_sent.html", "Look into your mail", email=email, about="how to choose a new password")


@arrivals.get("/sign-in/reset/<token>")
@needs(PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    email = staff_tokens.peek("password_reset", token)
    return draw("reset.html", "New password", email=email, errors={}, action_url=f"/sign-in/reset/{token}")


@arrivals.post("/sign-in/reset/<token>")
@needs(PUBLIC)
@waits
def set_password(token: str) -> ResponseReturnValue:
    """Take the new password, end every session, and sign this browser in."""
    email = staff_tokens.peek("password_reset", token)
    try:
        secret = sign_up.reset_password(token, request.form.get("password", "")[:1000], device=device())
    except Refused as refused:
        return _again("reset.html", "New password", refused, email=email, action_url=f"/sign-in/reset/{token}")
    notices.tell("Your new password works from now on. Other browsers were signed out.")
    return _signed_in(secret, "/")
