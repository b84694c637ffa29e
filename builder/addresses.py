"""Addresses that rooms of the builder lead to in one another."""

from __future__ import annotations


def studio_root(slug: str, sandbox: str) -> str:
    """``/p/<slug>/sandbox/<name>/studio``."""
    return f"/p/{slug}/sandbox/{sandbox}/studio"
