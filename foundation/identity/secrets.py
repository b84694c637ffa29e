"""Random secrets: 256 bits in an address or cookie, their SHA-256 in the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from foundation.settings import settings


def new_secret() -> str:
    """A fresh 256-bit secret, URL-safe."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What is stored instead of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def signed(purpose: str, text: str) -> str:
    """A 256-bit code that only this installation can make for ``text``."""
    return hmac.new(settings().secret_key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
