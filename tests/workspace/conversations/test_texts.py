"""What people write is shown as they wrote it: never as markup, with links that lead where they say."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.errors import Refused
from workspace.conversations import texts

PIECES = (
    "http://a.example/x?y=1&z=2",
    "HTTPS://A.example",
    "https://müller.example/ä",
    "www.acme.com",
    "WWW.acme.com/(b)",
    "dana@acme.com",
    "mailto:dana@acme.com?subject=x",
    "javascript:alert(1)",
    "javascript://a.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript://x",
    "file:///etc/passwd",
    "ftp://a.example",
    "//a.example",
    "tel:+49",
    "brief.zip",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></article>",
    "<!--",
    "&amp;&lt;&#60;",
    '"',
    "'",
    "`",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "://",
    "@",
    "\n",
    "\n\n",
    " ",
    "\t",
    ".",
    ")",
)
written = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join)
SCHEMES = ("http://", "https://", "mailto:")
TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass
class Read(HTMLParser):
    """Markup as a browser reads it. ``links`` are (address, words); ``lines`` what stands on each line."""

    links: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            assert self.open == [] and attrs == [("dir", "auto")]
            self.lines.append("")
        elif tag == "br":
            assert self.open == ["p"] and attrs == []
            self.lines.append("")
            return
        else:
            given = dict(attrs)
            assert tag == "a" and self.open == ["p"] and list(given) == ["href", "target", "rel"]
            assert (given["target"], given["rel"]) == ("_blank", "noopener nofollow ugc")
            self.links.append((given["href"] or "", ""))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert self.open, data
        self.lines[-1] += data
        if self.open[-1] == "a":
            address, words = self.links.pop()
            self.links.append((address, words + data))

    def _never(self, data: str) -> None:
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl = _never  # type: ignore[assignment]


def read(text: str) -> Read:
    found = Read()
    found.feed(str(texts.shown.__wrapped__(text)))
    found.close()
    assert found.open == []
    return found


def cleaned(text: str) -> str:
    try:
        return texts.clean(text)
    except Refused as refused:
        assert refused.code == "bad_text" and ("\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text))
        return ""


@given(written)
@example("dana@acme.com\u202egnp.exe")
@example("http://a.example/\u202efdp.exe")
@example("http://a.example/<b>&amp;")
@example('http://a.example/"onmouseover="alert(1)')
@example("x\n\n \n\ny")
def test_whatever_is_written_is_read_back_as_it_was_written(text: str) -> None:
    said = cleaned(text)
    assert [line for line in read(said).lines if line.strip()] == [line for line in said.split("\n") if line.strip()]


@given(written)
@example("javascript://a.example/%0aalert(1)")
@example("www.acme.com@evil.com")
def test_a_link_is_a_web_or_mail_address_and_leads_where_it_says(text: str) -> None:
    for address, words in read(cleaned(text)).links:
        assert address.lower().startswith(SCHEMES)
        assert address in (words, f"https://{words}", f"mailto:{words}") and words
        assert not TURNING & set(words)
        if not address.startswith("mailto:"):
            assert "@" not in urlsplit(address).netloc
        assert not any(sign.isspace() or sign in "<>" for sign in address)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/x?y=1&z=2.", ["https://a.example/x?y=1&z=2"]),
        ("www.acme.com, please", ["https://www.acme.com"]),
        ("Write to dana@acme.com!", ["mailto:dana@acme.com"]),
        ("(http://a.example/b_(c))", ["http://a.example/b_(c)"]),
        ("https://a.example and www.acme.com", ["https://a.example", "https://www.acme.com"]),
        ("brief.zip and acme.com", []),
        ("javascript:alert(1) ftp://a.example //a.example file:///x", []),
        ("http://a.example/\u202efdp.exe", []),
        ("https://bank.example@evil.example/ and https://bank.example:x@evil.example", []),
        ("https://a.example/@dana?to=x@y", ["https://a.example/@dana?to=x@y"]),
    ],
)
def test_links_are_found(text: str, links: list[str]) -> None:
    assert [address for address, _ in read(text).links] == links


def test_every_paragraph_finds_its_own_direction() -> None:
    assert str(texts.shown("שלום\n\nHello <b>")) == '<p dir="auto">שלום</p><p dir="auto">Hello &lt;b&gt;</p>'


HOSTILE = ("www.", "http://a.b/(", "a@b.de ", "mailto:", "://", "\u202ehttp://a.de ", "<a href=")


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("line", [texts._LINKED, 1_048_576], ids=["lines", "one line"])
def test_a_megabyte_of_hostile_text_takes_sixteen_times_as_long_as_a_sixteenth(piece: str, line: int) -> None:
    """A message ends at 10,000 characters, long before; its links are found in linear time all the same."""

    def seconds(size: int) -> float:
        whole = "\n".join([(piece * (line // len(piece)))[: min(line, size)]] * max(1, size // line))
        began = time.process_time()
        texts.shown.__wrapped__(whole)
        return time.process_time() - began

    small, large = seconds(65_536), seconds(1_048_576)
    # Three times that, for whatever else a busy machine does; squared it would be 256.
    assert large < 3 * 16 * max(small, 0.01), (small, large)
