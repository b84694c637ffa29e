"""The company number field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.fields.company_id.kind import SCHEMES
from form_schemas.fields.company_id.schemes import canonical, example


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_number_in_the_sentence_is_one_of_its_scheme(scheme: str) -> None:
    kept = canonical(scheme, example(scheme))
    assert kept and canonical(scheme, kept) == kept, "what is kept is read again"
    for other in ("", "1", "x" * 61, "<script>", "１２３４５６７８９"):
        assert canonical(scheme, other) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DE 136 695 976", "DE136695976"),
        ("atu13585627", "ATU13585627"),
        ("GR 094259216", "EL094259216"),
        ("gb 980 7806 84", "GB980780684"),
        ("CHE-107.787.577 IVA", "CHE107787577IVA"),
    ],
)
def test_vat_numbers_have_their_country(ask: Callable[..., Any], text: str, value: str) -> None:
    assert ask("company_id").value(value=text) == {
        "scheme": "vat",
        "value": value,
        "checked_at": None,
        "result": "unchecked",
    }


@pytest.mark.parametrize("text", ["136695976", "DE136695977", "XX123456789", "DE", "DE13669597６"])
def test_a_wrong_check_digit_is_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("company_id").code(value=text) == "company_id"
    assert ask("company_id").value(value="") is None


def test_the_scheme_is_one_of_those_taken(ask: Callable[..., Any]) -> None:
    field = ask("company_id", schemes=["vat", "fr_siren"])
    assert field.value(value="552 008 443", scheme="fr_siren")["value"] == "552008443"
    assert field.code(value="552 008 443", scheme="fr_siret") == "scheme"
    assert field.code(value="552 008 443", scheme="vat") == "company_id"
    assert field.shown({"scheme": "fr_siren", "value": "552008443"}) == "552008443 (French SIREN)"
