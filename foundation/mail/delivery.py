"""Sending what is in the outbox: leased in one transaction, sent outside of any, the outcome written in another.

A letter goes out at least once; its Message-ID stays the same, so a receiver can tell the second copy. The lease is fenced by ``attempts``: a
sender that was too slow cannot overwrite what its successor found out.
"""

from __future__ import annotations

import ipaddress
import logging
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from foundation import clock
from foundation.db import execute, row, rows, transaction
from foundation.jobs import enqueue, task
from foundation.jobs.periodic import every
from foundation.mail.actions import DELIVER, QUEUE, captured
from foundation.mail.address import mailbox, sender
from foundation.settings import settings
from foundation.tenancy import entered, maybe_scope, unscoped
from foundation.tenancy.hosts import scope_of_tenant

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
GRACE = timedelta(minutes=1)
AGAIN = timedelta(minutes=10)
ATTEMPTS = 20
LONGEST_PAUSE = timedelta(hours=1)
CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
# The server's last word may take longer: giving up before it would send the letter twice.
HANDOVER_SECONDS = 10.0
LETTERS_A_SWEEP = 100

_AUTHENTICATION = frozenset({530, 534, 535, 538})


class NotConfigured(Exception):
    """There is no mail server, and this is not development."""


@task(DELIVER, outward=True)
def deliver(*, letter_id: str, staff: bool = False) -> None:
    """Send one letter, unless somebody has done so, is doing so, or it must not leave the house."""
    table = "staff_outbox" if staff else "mail_outbox"
    letter = _lease(table, UUID(letter_id), hold=captured(None if staff else maybe_scope()))
    if letter is None:
        return
    try:
        refusal = _hand_over(message(letter))
    except (OSError, smtplib.SMTPException, NotConfigured, ValueError) as error:
        _postpone(table, letter, _said(error), staff=staff)
        return
    _close(table, letter, refusal)


@every("* * * * *")
@task("mail.sweep", outward=True, retries=0)
def sweep() -> None:
    """The net below the jobs: letters that nobody has sent a minute after they were due get a new job."""
    at = clock.real_now() - GRACE
    with unscoped("mail.sweep"), transaction():
        waiting = rows("select tenant_id from unsent_mail(%(at)s, %(most)s)", at=at, most=LETTERS_A_SWEEP)
    for found in waiting:
        scope = scope_of_tenant(found.tenant_id)
        if scope is None:
            continue
        try:
            with entered(scope), transaction():
                for letter_id in _claimed("mail_outbox"):
                    enqueue(DELIVER, queue=QUEUE, letter_id=str(letter_id))
        except Exception:
            log.exception("mail of tenant %s could not be looked after", scope.tenant_id)
    with unscoped("mail.sweep"), transaction():
        for letter_id in _claimed("staff_outbox"):
            enqueue(DELIVER, queue=QUEUE, letter_id=str(letter_id), staff=True)


def _claimed(table: str) -> list[UUID]:
    """Letters without a living job, moved ten minutes on so that the next sweep leaves them alone."""
    return [
        found.id
        for found in rows(
            f"with lost as (select id from {table}"  # noqa: S608 - one of two fixed names
            "  where (state = 'queued' and due_at <= %(at)s) or (state = 'sending' and lease_until <= %(at)s)"
            "  order by due_at limit %(most)s for update skip locked)"
            f" update {table} o set state = 'queued', lease_until = null, due_at = %(again)s from lost where o.id = lost.id returning o.id",
            at=clock.real_now() - GRACE,
            again=clock.real_now() + AGAIN,
            most=LETTERS_A_SWEEP,
        )
    ]


def _lease(table: str, letter_id: UUID, *, hold: bool) -> Any | None:
    now = clock.real_now()
    open_ = "id = %(id)s and (state = 'queued' or (state = 'sending' and lease_until <= %(now)s))"
    with transaction():
        if hold:
            execute(f"update {table} set state = 'captured', lease_until = null where {open_}", id=letter_id, now=now)  # noqa: S608
            return None
        return row(
            f"update {table} set state = 'sending', attempts = attempts + 1, lease_until = %(until)s where {open_} returning *",  # noqa: S608
            id=letter_id,
            now=now,
            until=now + LEASE,
        )


def _close(table: str, letter: Any, refusal: str | None) -> None:
    """Write that the letter was taken, or refused for good."""
    with transaction():
        execute(
            f"update {table} set state = %(state)s, sent_at = %(sent)s, lease_until = null, error = %(error)s"  # noqa: S608
            " where id = %(id)s and attempts = %(attempts)s and state in ('sending', 'queued')",
            id=letter.id,
            attempts=letter.attempts,
            state="failed" if refusal else "sent",
            sent=None if refusal else clock.now(),
            error=refusal,
        )


def _postpone(table: str, letter: Any, error: str, *, staff: bool) -> None:
    """Write the failure down and try again later, unless the attempts are used up."""
    # Without the server's words, which often hold the address; they stand beside the letter.
    log.warning("letter %s was not sent at attempt %s", letter.id, letter.attempts)
    due_at = clock.real_now() + pause(letter.attempts)
    spent = letter.attempts >= ATTEMPTS
    with transaction():
        mine = execute(
            f"update {table} set state = %(state)s, due_at = %(due)s, lease_until = null, error = %(error)s"  # noqa: S608
            " where id = %(id)s and attempts = %(attempts)s and state = 'sending'",
            id=letter.id,
            attempts=letter.attempts,
            state="failed" if spent else "queued",
            due=due_at,
            error=error,
        )
        if mine and not spent:
            more = {"staff": True} if staff else {}
            enqueue(DELIVER, queue=QUEUE, not_before=due_at, letter_id=str(letter.id), **more)


def pause(attempts: int) -> timedelta:
    """How long to wait after ``attempts`` attempts: 15 s doubling up to an hour, with jitter."""
    longest = min(timedelta(seconds=15 * (1 << min(attempts - 1, 12))), LONGEST_PAUSE)
    return longest * (500 + secrets.randbelow(501)) / 1000


def message(letter: Any) -> EmailMessage:
    """The letter as it goes over the wire. Raises AddressRefused."""
    _, address = sender(settings().mail_from)
    made = EmailMessage(policy=SMTP)
    made["From"] = mailbox(letter.from_name, address)
    made["To"] = mailbox(letter.to_name, letter.to_email)
    if letter.reply_to:
        made["Reply-To"] = mailbox("", letter.reply_to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(clock.real_now())
    made["Message-ID"] = letter.message_id
    for name, value in letter.headers.items():
        made[name] = value
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return made


def _hand_over(made: EmailMessage) -> str | None:
    """Give the letter to the mail server. Returns why it refuses the letter for good, or None; raises what may pass."""
    try:
        with _connected() as server:
            _wait_at_most(server, HANDOVER_SECONDS)
            server.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if 500 <= code < 600 and code not in _AUTHENTICATION:
            return _reply(code, said)
        raise
    except smtplib.SMTPAuthenticationError:
        raise  # the operator can put this right; the letter is not at fault
    except smtplib.SMTPResponseException as error:
        if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and (
            500 <= error.smtp_code < 600 and error.smtp_code not in _AUTHENTICATION
        ):
            return _reply(error.smtp_code, error.smtp_error)
        raise
    return None


@contextmanager
def _connected() -> Iterator[smtplib.SMTP]:
    address = settings().smtp_url
    if not address:
        raise NotConfigured("no mail server is configured: set SMTP_URL")
    parts = urlsplit(address)
    host, tls = parts.hostname or "localhost", parts.scheme == "smtps"
    # Named explicitly: looking up this machine's own name can take seconds.
    name = sender(settings().mail_from)[1].rpartition("@")[2]
    context = ssl.create_default_context()
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(local_hostname=name, timeout=CONNECT_SECONDS, context=context)
        if tls
        else smtplib.SMTP(local_hostname=name, timeout=CONNECT_SECONDS)
    )
    # smtplib checks certificates against this name, which it only learns from its constructor otherwise.
    server._host = host  # type: ignore[attr-defined]
    try:
        server.connect(host, parts.port or (465 if tls else 25))
        _wait_at_most(server, READ_SECONDS)
        server.ehlo_or_helo_if_needed()
        if not tls and not _loopback(host) and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            tls = True
        if parts.username:
            if not tls and not _loopback(host):
                raise smtplib.SMTPNotSupportedError("the mail server offers no TLS, so the password is not sent to it")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            log.debug("the mail server took the letter and did not say goodbye")
    finally:
        server.close()


def _wait_at_most(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reply(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:500].replace("\x00", "")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_reply(*reply) for reply in error.recipients.values())[:500]
    return f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
