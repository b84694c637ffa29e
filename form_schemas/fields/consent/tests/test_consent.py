"""The consent field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_what_was_accepted_when_and_in_which_version(ask: Callable[..., Any]) -> None:
    field = ask("consent", legal="leg_terms", label="")
    assert field.field.label == "I accept the Terms"
    value = field.value("2026-10")
    assert value == {"accepted_at": "2026-11-20T23:30:00Z", "legal": "leg_terms", "version": "2026-10"}
    assert field.shown(value) == "Accepted, version 2026-10, 2026-11-20"
    assert field.value() is None


@pytest.mark.parametrize("posted", ["2026-09", "yes", "on"])
def test_another_version_than_the_present_one_is_refused(ask: Callable[..., Any], posted: str) -> None:
    assert ask("consent", legal="leg_terms").code(posted) == "consent_outdated"
