"""Accounts of a tenant and their sessions: sign in by password or by mailed link, sign out, change the password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from foundation import clock
from foundation.db import execute, row, rows, uuid7, value
from foundation.errors import Refused
from foundation.identity import limits, passwords, tokens
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line
from foundation.identity.secrets import hashed, new_secret
from foundation.tenancy import current_scope

SESSION_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner is shown it. Times are UTC, real time."""

    id: UUID
    device: str
    created_at: object
    seen_at: object
    current: bool


def wrong_sign_in() -> Refused:
    """The one answer to every failed sign-in, whether or not the address is known."""
    return Refused("wrong_sign_in", "E-mail address and password do not fit together.", pointer="password")


def has_password(account_id: UUID) -> bool:
    """True when the account signs in with a password of its own."""
    return bool(value("select password_hash is not null from accounts where id = %(id)s", id=account_id))


def account_id_of(email: str) -> UUID | None:
    """The active account with this address in the entered tenant, or None."""
    found = value("select id from accounts where email = %(email)s and state = 'active'", email=email)
    return found if found is None else UUID(str(found))


def ensure_account(email: str, name: str, *, verified: bool) -> UUID:
    """The account with this address, made when there is none; ``verified``: its owner has just proven the address.

    Raises Refused ``account_disabled``.
    """
    address = clean_address(email)
    at = clock.real_now()
    found = row(
        "insert into accounts (tenant_id, id, email, name, verified_at, created_at) values"
        " (%(tenant)s, %(id)s, %(email)s, %(name)s, %(verified)s, %(at)s)"
        " on conflict (tenant_id, email) do update set verified_at = coalesce(accounts.verified_at, excluded.verified_at),"
        " name = case when accounts.name = '' then excluded.name else accounts.name end returning id, state",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        email=address,
        name=name.strip(),
        verified=at if verified else None,
        at=at,
    )
    assert found is not None
    if found.state != "active":
        raise Refused(
            "account_disabled", "This account has been closed. Ask your contact to open it again.", status=403
        )
    return UUID(str(found.id))


def sign_in_with_password(email: str, password: str, *, address: str, device: str) -> tuple[UUID, str]:
    """Check a password and open a session: (account id, session secret). ``address`` is the caller's IP.

    Raises Refused ``wrong_sign_in``, TooMany.
    """
    limits.spend("sign_in_address", limits.network(address), limits.SIGN_IN_PER_ADDRESS)
    try:
        email = clean_address(email)
    except Refused:
        raise wrong_sign_in() from None
    limits.spend("sign_in_account", email, limits.SIGN_IN_PER_ACCOUNT)
    found = row("select id, password_hash from accounts where email = %(email)s and state = 'active'", email=email)
    fits = passwords.verify(found.password_hash if found else None, password)
    if found is None or not fits:
        raise wrong_sign_in()
    if passwords.outdated(found.password_hash):
        execute(
            "update accounts set password_hash = %(hash)s where id = %(id)s",
            hash=passwords.hash_password(password),
            id=found.id,
        )
    return found.id, open_session(found.id, device=device)


def ask_for_link(email: str, *, address: str) -> tuple[str, str] | None:
    """A sign-in token for a known address: (address, secret); None for an unknown one, which the caller must not show.

    Raises Refused ``bad_address``, TooMany.
    """
    limits.spend("sign_in_address", limits.network(address), limits.SIGN_IN_PER_ADDRESS)
    email = clean_address(email)
    limits.spend("link_account", email, limits.LINK_PER_ACCOUNT)
    if account_id_of(email) is None:
        return None
    return email, tokens.issue("sign_in", email, {}, tokens.SIGN_IN)


def sign_in_with_link(secret: str, *, device: str) -> tuple[UUID, str]:
    """Use a mailed link: (account id, session secret). Raises Refused ``link_used_up``."""
    opened = tokens.consume("sign_in", secret)
    account = ensure_account(opened.subject, "", verified=True)
    return account, open_session(account, device=device)


def open_session(account_id: UUID, *, device: str, member_id: UUID | None = None) -> str:
    """A new session of the account; the secret goes into its cookie and nowhere else."""
    secret = new_secret()
    at = clock.real_now()
    execute(
        "insert into sessions (tenant_id, id, id_hash, account_id, member_id, device, created_at, seen_at, expires_at)"
        " values (%(tenant)s, %(id)s, %(hash)s, %(account)s, %(member)s, %(device)s, %(at)s, %(at)s, %(until)s)",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        hash=hashed(secret),
        account=account_id,
        member=member_id,
        device=device[:120],
        at=at,
        until=at + SESSION_LIFETIME,
    )
    return secret


def close_session(id_hash: bytes) -> None:
    """End one session."""
    execute("delete from sessions where id_hash = %(hash)s", hash=id_hash)


def close_other_sessions(account_id: UUID, keep: bytes) -> int:
    """End every other session of the account; how many there were."""
    return execute(
        "delete from sessions where account_id = %(account)s and id_hash <> %(keep)s", account=account_id, keep=keep
    )


def sessions_of(account_id: UUID, current: bytes) -> list[OpenSession]:
    """The account's open sessions, last used first."""
    found = rows(
        "select id, device, created_at, seen_at, id_hash from sessions where account_id = %(account)s"
        " and expires_at > %(at)s order by seen_at desc",
        account=account_id,
        at=clock.real_now(),
    )
    return [
        OpenSession(one.id, one.device, one.created_at, one.seen_at, bytes(one.id_hash) == current) for one in found
    ]


def set_password(account_id: UUID, password: str, *, current: str | None, about: tuple[str, ...]) -> None:
    """Set or change the password. ``current`` must fit where there is one already.

    Raises Refused ``weak_password`` or ``wrong_password``, TooMany.
    """
    stored = value("select password_hash from accounts where id = %(id)s", id=account_id)
    if stored is not None:
        # Whoever found a browser signed in must not learn the password by trying.
        limits.spend("password_account", str(account_id), limits.SIGN_IN_PER_ACCOUNT)
    if stored is not None and not passwords.verify(stored, current or ""):
        raise Refused("wrong_password", "This is not your present password.", pointer="current")
    set_first_password(account_id, password, about=about)


def set_first_password(account_id: UUID, password: str, *, about: tuple[str, ...]) -> None:
    """Set the password of somebody who has just proven the address. Raises Refused ``weak_password``."""
    passwords.check_strength(password, about)
    execute(
        "update accounts set password_hash = %(hash)s where id = %(id)s",
        hash=passwords.hash_password(password),
        id=account_id,
    )


def choose_language(account_id: UUID, locale: str) -> None:
    """Keep the language a person chose to read in; empty: whatever the browser asks for."""
    execute("update accounts set locale = %(locale)s where id = %(id)s", locale=locale, id=account_id)


def remember_language(account_id: UUID, locale: str) -> None:
    """Keep the language somebody came in, of whom none is known yet: what they choose themselves stays, “as my browser asks” too."""
    execute(
        "update accounts set locale = %(locale)s where id = %(id)s and locale is null", locale=locale, id=account_id
    )


def rename_account(account_id: UUID, name: str) -> None:
    """Change the person's name. Raises Refused ``name_missing``."""
    cleaned = one_line(name)
    if not cleaned or len(cleaned) > 120:
        raise Refused("name_missing", "Enter your name, with at most 120 characters.", pointer="name")
    execute("update accounts set name = %(name)s where id = %(id)s", name=cleaned, id=account_id)
