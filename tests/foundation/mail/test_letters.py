"""How letters look and what they refuse: no header, recipient, script or colour that a person typed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError

from foundation import mail
from foundation.mail import address, templates
from foundation.mail.delivery import message

BRAND = mail.Brand(
    name="Northlight Studio", seller="Northlight Studio GmbH", accent="#2a4fb5", origin="https://nl.test"
)
CONTEXT = {
    "title": "We have your order",
    "paragraphs": ["Hello Dana,", "thank you."],
    "facts": [("Order", "NL-1")],
    "button": {"label": "Open your order", "url": "https://nl.test/orders/NL-1"},
    "closing": "See you soon.",
}


def rendered(**changes):
    return mail.render("notice", {**CONTEXT, **changes}, subject="Your order", brand=BRAND)


def test_both_forms_say_the_same():
    letter = rendered()
    for word in (
        "We have your order",
        "thank you.",
        "NL-1",
        "Open your order",
        "https://nl.test/orders/NL-1",
        "See you soon.",
    ):
        assert word in letter.html
        assert word in letter.text
    assert letter.text.count("\n\n\n") == 0
    assert letter.text.endswith("Northlight Studio GmbH · https://nl.test\n")


def test_colours_are_in_the_elements_and_media_queries_stay():
    html = rendered().html
    assert "var(" not in html
    assert 'bgcolor="#2a4fb5"' in html
    assert "background-color: #2a4fb5" in html
    assert "prefers-color-scheme: dark" in html
    assert html.count('role="main"') == 1
    assert "<script" not in html
    assert "<img" not in html


def test_what_people_typed_stays_text():
    letter = rendered(title="<script>alert(1)</script>", paragraphs=["<b>bold</b>"], facts=[("<i>", "{{ 7 * 7 }}")])
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "&lt;b&gt;bold" in letter.html
    assert "{{ 7 * 7 }}" in letter.html
    assert "<b>bold</b>" in letter.text


def test_parts_that_are_not_given_leave_nothing_behind():
    bare = mail.render("notice", {"title": "Hello", "paragraphs": []}, subject="Hello", brand=mail.Brand(name="Alpha"))
    assert "<a " not in bare.html
    assert '<table class="facts"' not in bare.html
    assert bare.text == "Alpha\n\nHello\n\n--\nAlpha\n"


def test_a_value_that_is_missing_is_an_error_and_not_a_gap():
    with pytest.raises(UndefinedError):
        mail.render("notice", {"paragraphs": []}, subject="x", brand=BRAND)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "/orders/NL-1",
        "//evil.test",
        "data:text/html,x",
        "https://",
        "https://a b",
        "https://a\r\nb",
    ],
)
def test_a_link_is_a_web_address(link):
    with pytest.raises(ValueError, match="cannot be a link"):
        rendered(button={"label": "Open", "url": link})
    assert templates.web_address("http://alpha.localhost:8080/x?y=1") == "http://alpha.localhost:8080/x?y=1"


@pytest.mark.parametrize("colour", ["red", "#fff", "#2a4fb5;}", "url(x)", "#gggggg", ""])
def test_a_brand_takes_only_literal_colours(colour):
    with pytest.raises(ValueError, match="no colour"):
        mail.Brand(name="A", accent=colour)
    assert mail.Brand(name="alpha", accent="#2A4fb5").letters == "A"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dana",
        "@example.com",
        "dana@",
        "dana@example.com\r\nBcc: all@example.com",
        "dana@example.com\nx",
        "dana@example.com,eve@example.com",
        "dana@example.com eve@example.com",
        "Dana <dana@example.com>",
        '"dana x"@example.com',
        "dana@[127.0.0.1]",
        "dana@exa mple.com",
        "dana@-example.com",
        "dana@example..com",
        ".dana@example.com",
        "da..na@example.com",
        "dänä@example.com",
        "dana@example.com\x00",
        "x" * 65 + "@example.com",
        "dana@" + "x" * 250 + ".com",
    ],
)
def test_an_address_is_one_address(text):
    with pytest.raises(mail.AddressRefused):
        address.checked_address(text)


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("dana@example.com", "dana@example.com"),
        (" Dana.W+x@Example.COM ", "Dana.W+x@example.com"),
        ("dana@müller.example", "dana@xn--mller-kva.example"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("dana@localhost", "dana@localhost"),
    ],
)
def test_good_addresses_pass(text, checked):
    assert address.checked_address(text) == checked


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\x00", "\x0b", "\u2028", "\u2029", "\x85"])
def test_no_header_holds_a_line_break(breaking):
    with pytest.raises(mail.AddressRefused):
        address.header_text(f"Hello{breaking}Bcc: all@example.com", what="subject")
    letter = {
        "from_name": "Alpha",
        "to_name": f"Dana{breaking}Bcc: all@example.com",
        "to_email": "dana@example.com",
        "reply_to": None,
        "subject": "Hello",
        "message_id": "<1@alpha.test>",
        "headers": {},
        "text": "x",
        "html": "<p>x</p>",
    }
    with pytest.raises(mail.AddressRefused):
        message(SimpleNamespace(**letter))
    made = message(SimpleNamespace(**{**letter, "to_name": 'Dana "D" Weiß, <x@y.z>'}))
    assert made["To"].addresses[0].addr_spec == "dana@example.com"
    assert len(made["To"].addresses) == 1
    assert b"\nBcc:" not in made.as_bytes()


def test_a_room_brings_templates_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(templates, "_folders", [])
    own = tmp_path / "own"
    own.mkdir()
    (own / "party.html").write_text('{% extends "base.html" %}{% block content %}<p>{{ place }}</p>{% endblock %}')
    (own / "party.txt").write_text('{% extends "base.txt" %}{% block content %}{{ place }}{% endblock %}')
    mail.add_templates(own)
    mail.add_templates(own)
    assert "Berlin" in mail.render("party", {"place": "Berlin"}, subject="Party", brand=BRAND).html
    second = tmp_path / "second"
    second.mkdir()
    (second / "notice.html").write_text("")
    with pytest.raises(ValueError, match=r"notice\.html"):
        mail.add_templates(second)
    templates._environment.cache_clear()


def test_the_brand_is_the_documents_own():
    tokens = {"--accent": "#2a4fb5", "--on-accent": "#fffffe"}
    compiled = SimpleNamespace(brand=SimpleNamespace(name="Northlight", mark="NL", light=tokens))
    brand = mail.brand_of(compiled)  # type: ignore[arg-type]
    assert (brand.letters, brand.accent, brand.on_accent, brand.signed_by) == ("NL", "#2a4fb5", "#fffffe", "Northlight")
    compiled.brand.light = {"--accent": "oklch(50% .19 283)", "--on-accent": "red"}
    assert mail.brand_of(compiled).accent == mail.Brand(name="x").accent  # type: ignore[arg-type]
