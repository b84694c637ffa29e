"""Which hosts a seller can claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.domains.names import clean_host, shown
from foundation.errors import Refused
from foundation.tenancy.hosts import normalised


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("portal.kestrel.com", "portal.kestrel.com"),
        (" Portal.Kestrel.COM. ", "portal.kestrel.com"),
        ("https://portal.kestrel.com/sign-in", "portal.kestrel.com"),
        ("portal.kestrel.com:443", "portal.kestrel.com"),
        ("kunden.müller.de", "kunden.xn--mller-kva.de"),
        ("kestrel.com", "kestrel.com"),
        ("notlocalhost.com", "notlocalhost.com"),
    ],
)
def test_hosts_are_written_one_way(text: str, host: str) -> None:
    assert clean_host(text) == host


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_host"),
        ("kestrel", "bad_host"),
        ("a b.com", "bad_host"),
        ("portal..com", "bad_host"),
        ("-a.com", "bad_host"),
        ("*.kestrel.com", "bad_host"),
        ("_portico.kestrel.com", "bad_host"),
        ("x" * 64 + ".com", "bad_host"),
        (".".join(["abcdefghij"] * 20) + ".com", "bad_host"),
        ("mia@kestrel.com", "bad_host"),
        ("portal.kestrel.com\nHost: evil.com", "bad_host"),
        ("192.168.0.1", "host_is_address"),
        ("10.0.0.1:8080", "host_is_address"),
        ("[::1]", "host_is_address"),
        ("::1", "host_is_address"),
        ("2130706433", "host_is_address"),
        ("0x7f.1", "host_is_address"),
        ("127.1", "host_is_address"),
        ("localhost", "host_not_public"),
        ("printer.local", "host_not_public"),
        ("app.internal", "host_not_public"),
        ("northlight.localhost", "host_is_ours"),
        ("app.localhost", "host_is_ours"),
    ],
)
def test_what_no_seller_can_own_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_host(text)
    assert (refused.value.code, refused.value.pointer) == (code, "host")


@given(st.text(max_size=80))
def test_what_is_taken_is_what_a_request_would_bring(text: str) -> None:
    try:
        host = clean_host(text)
    except Refused:
        return
    assert normalised(host) == host and "." in host
    assert clean_host(shown(host)) == host
