"""Sellers come in by themselves: an account, a letter that asks to confirm the address, and a way back when the password is gone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from foundation import audit, mail
from foundation.errors import Refused
from foundation.identity import limits, passwords, staff, staff_tokens
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line
from foundation.settings import settings

TERMS_VERSION = "2026-11"
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Somebody who is in. ``secret`` goes into the session's cookie."""

    staff_id: UUID
    secret: str


def sign_up(*, name: str, email: str, password: str, terms_version: str, address: str, device: str) -> SignedUp | None:
    """Make an account and sign it in. None where the address has an account with another password: a letter then tells its owner how to go on,
    and whoever asks learns no more than that one was sent. With the right password it is signed in, so that a form sent twice does no harm.

    Raises Refused ``name_missing``, ``bad_address``, ``weak_password``, ``terms_missing``, TooMany.
    """
    limits.spend("sign_up", limits.network(address), limits.SIGN_UP_PER_ADDRESS, limits.HOUR)
    person = clean_name(name)
    email = clean_address(email)
    passwords.check_strength(password, (person, email))
    if terms_version != TERMS_VERSION:
        raise Refused("terms_missing", "Accept the terms to go on.", pointer="terms")
    limits.spend("sign_up_address", email, limits.SIGN_UP_PER_RECIPIENT, limits.HOUR)
    if staff.staff_exists(email):
        return _known(email, password, address=address, device=device)
    staff_id = staff.create_staff(email, person, password, confirmed=False, terms_version=terms_version)
    audit.record_staff("staff.sign_up", f"staff:{staff_id}", f"staff:{staff_id}", after={"terms": terms_version})
    _ask_to_confirm(email, person)
    return SignedUp(staff_id, staff.open_staff_session(staff_id, device=device))


def clean_name(name: str) -> str:
    """A person's name on one line. Raises Refused ``name_missing``."""
    person = one_line(name)
    if not person or len(person) > NAME_LENGTH:
        raise Refused("name_missing", f"Enter your name, with at most {NAME_LENGTH} characters.", pointer="name")
    return person


def ask_again(email: str) -> None:
    """Send the letter that asks to confirm the address once more. Raises TooMany."""
    limits.spend("confirm", email, limits.LINK_PER_ACCOUNT)
    name = staff.staff_name(email)
    if name is not None:
        _ask_to_confirm(email, name)


def confirm(secret: str) -> str:
    """Take the link of that letter: the address that is confirmed now. Raises Refused ``link_used_up``."""
    email = staff_tokens.consume("confirm", secret)
    staff.confirm_staff(email)
    audit.record_staff("staff.confirm", f"address:{email}", f"address:{email}")
    return email


def forgot_password(email: str, *, address: str) -> None:
    """Send a link to choose another password, if somebody has this address: nothing tells. Raises Refused ``bad_address``, TooMany."""
    limits.spend("staff_address", limits.network(address), limits.SIGN_IN_PER_ADDRESS)
    email = clean_address(email)
    limits.spend("staff_reset", email, limits.LINK_PER_ACCOUNT)
    name = staff.staff_name(email)
    if name is None:
        return
    secret = staff_tokens.issue("password_reset", email, staff_tokens.PASSWORD_RESET)
    _write(
        email,
        name,
        "Choose a new password",
        ["Somebody, hopefully you, asked for a new password on Portico. Press the button to choose one."],
        ("Choose a new password", f"/sign-in/reset/{secret}"),
        "The link works once, for an hour. If you did not ask for it, do nothing: your password stays as it is.",
    )


def reset_password(secret: str, password: str, *, device: str) -> str:
    """Take the link of that letter: the password is new, every session is ended, the address is confirmed, and this browser is signed in with the
    secret that is returned. Raises Refused ``link_used_up``, ``weak_password``."""
    email = staff_tokens.peek("password_reset", secret)
    staff.set_staff_password(email, password)
    staff_tokens.consume("password_reset", secret)
    staff.confirm_staff(email)
    audit.record_staff("staff.password", f"address:{email}", f"address:{email}")
    return staff.sign_in_known(email, device=device)


def _known(email: str, password: str, *, address: str, device: str) -> SignedUp | None:
    try:
        secret = staff.sign_in_staff(email, password, address=address, device=device)
    except Refused as refused:
        if refused.code != "wrong_sign_in":
            raise
    else:
        return SignedUp(staff.staff_id_of(email), secret)
    name = staff.staff_name(email)
    if name is not None:
        _write(
            email,
            name,
            "You have an account on Portico already",
            [
                "Somebody, hopefully you, has just signed up on Portico with your address. You have an account already, so no second one was made.",
                "Sign in to make another portal. If the password is gone, choose a new one on the sign-in page.",
            ],
            ("Sign in", "/sign-in?next=/portals/new"),
            "If that was not you, do nothing.",
        )
    return None


def _ask_to_confirm(email: str, name: str) -> None:
    secret = staff_tokens.issue("confirm", email, staff_tokens.CONFIRM)
    _write(
        email,
        name,
        "Confirm your address",
        [
            "Welcome to Portico. Please confirm that this address is yours, so that letters about your portals reach you"
            " and you can put them on a domain of your own."
        ],
        ("Confirm my address", f"/confirm/{secret}"),
        "The link works for seven days. If you did not sign up, do nothing.",
    )


def _write(email: str, name: str, subject: str, paragraphs: list[str], button: tuple[str, str], closing: str) -> None:
    label, path = button
    mail.send_to_staff(
        to=email,
        to_name=name,
        template="notice",
        subject=subject,
        context={
            "title": subject,
            "paragraphs": paragraphs,
            "button": {"label": label, "url": settings().origin(settings().builder_host) + path},
            "closing": closing,
        },
    )
