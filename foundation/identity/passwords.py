"""Passwords: Argon2id (19 MiB, t=2, p=1: OWASP), refused when easily guessed (zxcvbn)."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from zxcvbn import zxcvbn

from foundation.errors import Refused
from foundation.settings import settings

MINIMUM, MAXIMUM = 10, 200
_WEIGHED = 72  # zxcvbn refuses longer texts
_WORDS = re.compile(r"\w+")
_gate = threading.BoundedSemaphore(4)  # concurrent hashes, 19 MiB each


def _hasher() -> PasswordHasher:
    if settings().password_profile == "test":  # noqa: S105 - a name of settings, not a password
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check_strength(password: str, about: Sequence[str] = ()) -> None:
    """Raise Refused ``weak_password`` when it is short, too long or easily guessed; ``about`` names the person and the portal."""
    if len(password) < MINIMUM:
        raise Refused("weak_password", f"Use at least {MINIMUM} characters.", pointer="password")
    if len(password) > MAXIMUM:
        raise Refused("weak_password", f"Use at most {MAXIMUM} characters.", pointer="password")
    words = {word for text in about for word in (text, *_WORDS.findall(text)) if len(word) > 2}
    weighed = zxcvbn(password[:_WEIGHED], user_inputs=sorted(words))
    if weighed["score"] < 3:
        raise Refused(
            "weak_password",
            "This password is easy to guess. Three or four unrelated words make a good one.",
            pointer="password",
        )


def hash_password(password: str) -> str:
    """The Argon2id hash, with its parameters and salt."""
    with _gate:
        return _hasher().hash(password)


def verify(stored: str | None, password: str) -> bool:
    """True when the password fits. Takes the same time whether or not there is anything stored."""
    with _gate:
        if stored is None or len(password) > MAXIMUM:
            _hasher().hash("no such person")
            return False
        try:
            return _hasher().verify(stored, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)
