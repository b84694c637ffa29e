"""Addresses from names: whatever the name, what is suggested can be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tenancy.hosts import RESERVED, is_slug
from foundation.tenancy.slugs import slug_of


@given(st.text(max_size=120))
def test_any_name_gives_an_address_or_none(name: str) -> None:
    slug = slug_of(name)
    assert slug == "" or slug in RESERVED or is_slug(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Northlight Studio", "northlight-studio"),
        ("Müller & Söhne GmbH", "mueller-and-soehne-gmbh"),
        ("Øresund  --  Æble", "oresund-aeble"),
        ("É", "e-portal"),
        ("漢字", ""),
        ("x" * 60, "x" * 40),
        ("Brightwater Consulting and Accountancy Partners", "brightwater-consulting-and-accountancy"),
        ("Brightwater Consulting and the Accountant Partners", "brightwater-consulting-and-the"),
        (" 3M ", "3m-portal"),
    ],
)
def test_names_become_addresses(name: str, slug: str) -> None:
    assert slug_of(name) == slug
