"""Passwords: Argon2id (19 MiB, t=2, p=1: OWASP), refused when easily guessed (zxcvbn)."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from zxcvbn import zxcvbn

from foundation.errors import Refused
from foundation.settings import settings
from words import say

MINIMUM, MAXIMUM = 10, 200
GOOD = 3
_WEIGHED = 72  # zxcvbn refuses longer texts
_WORDS = re.compile(r"\w+")
_gate = threading.BoundedSemaphore(4)  # concurrent hashes, 19 MiB each


def _hasher() -> PasswordHasher:
    if settings().password_profile == "test":  # noqa: S105 - a name of settings, not a password
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How good a password is: ``score`` from 0 to 4, of which 3 and 4 are taken, and the sentence that goes with it."""

    score: int
    words: str


def weigh(password: str, about: Sequence[str] = ()) -> Weighed:
    """Judge a password; ``about`` names the person and the portal."""
    if len(password) < MINIMUM:
        return Weighed(0, say("Use at least {least} characters.", least=MINIMUM))
    if len(password) > MAXIMUM:
        return Weighed(0, say("Use at most {most} characters.", most=MAXIMUM))
    known = {word for text in about for word in (text, *_WORDS.findall(text)) if len(word) > 2}
    score = int(zxcvbn(password[:_WEIGHED], user_inputs=sorted(known))["score"])
    if score < GOOD:
        return Weighed(score, say("This password is easy to guess. Three or four unrelated words make a good one."))
    return Weighed(score, say("A good password.") if score == GOOD else say("A very good password."))


def check_strength(password: str, about: Sequence[str] = ()) -> None:
    """Raise Refused ``weak_password`` when it is short, too long or easily guessed; ``about`` names the person and the portal."""
    weighed = weigh(password, about)
    if weighed.score < GOOD:
        raise Refused("weak_password", weighed.words, pointer="password")


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
