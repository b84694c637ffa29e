"""Formatted text as blocks of JSON: read from a small part of Markdown, written back as it, as plain text, and as HTML.

A block is ``{"type": "paragraph" | "heading", "text": [span, …]}`` or ``{"type": "bullets" | "numbers", "items": [[span, …], …]}``; a span is
``{"text": …}`` with ``"marks": ["bold", "italic"]`` and ``"link": "https://…"`` where it has them. There is no HTML in it, and none comes out of it but the
few elements written here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

Span = dict[str, Any]
Block = dict[str, Any]

_HEADING = re.compile(r"#{1,3} +(\S.*)")
_BULLET = re.compile(r"[-*] +(\S.*)")
_NUMBER = re.compile(r"[0-9]{1,3}[.)] +(\S.*)", re.ASCII)
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(([^()\s]{1,2000})\)")
_ESCAPED = "\\*_[]#-.)"


def read(text: str, marks: Collection[str]) -> list[Block]:
    """The blocks of a text in Markdown. What is not in ``marks`` stays as it was typed. Lines that follow each other are one paragraph."""
    blocks: list[Block] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append({"type": "paragraph", "text": _tidy(_spans("\n".join(paragraph), marks))})
            paragraph.clear()

    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            close()
            # An empty line ends a list as well.
            blocks.append({"type": "", "items": []})
            continue
        for name, pattern in (("heading", _HEADING), ("bullets", _BULLET), ("numbers", _NUMBER)):
            found = pattern.fullmatch(line) if name in marks else None
            if found is None:
                continue
            close()
            spans = _tidy(_spans(found[1], marks))
            if name == "heading":
                blocks.append({"type": name, "text": spans})
            elif blocks and blocks[-1]["type"] == name:
                blocks[-1]["items"].append(spans)
            else:
                blocks.append({"type": name, "items": [spans]})
            break
        else:
            paragraph.append(line)
    close()
    return [block for block in blocks if block["type"]]


def markdown(blocks: Sequence[Block]) -> str:
    """The blocks as they are typed; ``read`` with every mark gives them back."""
    return "\n\n".join(_block_markdown(block) for block in blocks)


def plain(blocks: Sequence[Block]) -> str:
    """The words alone; items of lists begin with • or their number."""
    return "\n\n".join(_block_plain(block) for block in blocks)


class Html(str):
    """HTML that templates write as it is (``__html__`` of markupsafe)."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself."""
        return str(self)


def html(blocks: Sequence[Block], *, level: int = 3) -> Html:
    """The blocks as HTML, everything in them escaped; headings are ``<h{level}>``. Links open nothing but https addresses."""
    return Html("".join(_block_html(block, level) for block in blocks))


def is_link(address: str) -> bool:
    """Whether an address is one that a text may lead to: https, with a host, without name and password."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and '"' not in address
    except ValueError:
        return False


def _spans(text: str, marks: Collection[str], *, inside: tuple[str, ...] = (), link: str = "") -> list[Span]:
    """The spans of one line or paragraph: signs without a partner stay as they were typed."""
    spans: list[Span] = []
    held = ""
    place = 0
    # Signs that nothing closes from here on: they are not looked for again, so that a text full of them is read as fast as any.
    alone: set[str] = set()

    def close() -> None:
        nonlocal held
        if held:
            _add(spans, held, inside, link)
            held = ""

    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] and text[place + 1] in _ESCAPED:
            held += text[place + 1]
            place += 2
            continue
        found = None if link or "link" not in marks else _LINK.match(text, place)
        if found is not None and is_link(found[2]):
            close()
            spans += _spans(found[1], marks, inside=inside, link=found[2])
            place = found.end()
            continue
        inner = _marked(text, place, marks, inside, alone)
        if inner is not None:
            mark, begin, end, after = inner
            close()
            spans += _spans(text[begin:end], marks, inside=(*inside, mark), link=link)
            place = after
            continue
        held += text[place]
        place += 1
    close()
    return spans


def _marked(
    text: str, place: int, marks: Collection[str], inside: tuple[str, ...], alone: set[str]
) -> tuple[str, int, int, int] | None:
    """The mark that begins here with where its words begin and end, and where the text goes on."""
    for mark, sign in (("bold", "**"), ("italic", "*"), ("italic", "_")):
        if mark not in marks or mark in inside or sign in alone or not text.startswith(sign, place):
            continue
        begin = place + len(sign)
        if begin >= len(text) or text[begin].isspace():
            continue
        # Inside of words an underscore is a letter like any other: file_name_2.
        if sign == "_" and place and text[place - 1].isalnum():
            continue
        end = _closing(text, begin, sign)
        if end < 0:
            alone.add(sign)
        if end > begin:
            return mark, begin, end, end + len(sign)
    return None


def _closing(text: str, begin: int, sign: str) -> int:
    place = begin
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text.startswith("**", place) and sign == "*":
            place += 2
            continue
        link = _LINK.match(text, place) if text[place] == "[" else None
        if link is not None:
            place = link.end()
            continue
        fits = text.startswith(sign, place) and not text[place - 1].isspace()
        after = place + len(sign)
        if fits and not (sign == "_" and after < len(text) and text[after].isalnum()):
            # Of three stars the first ends what is italic inside of the bold.
            return place + 1 if sign == "**" and text.startswith("*", after) else place
        place += 1
    return -1


def _tidy(spans: Sequence[Span]) -> list[Span]:
    """Spaces at either end of marked words belong to nobody."""
    tidy: list[Span] = []
    for span in spans:
        text = span["text"]
        body = text.strip()
        if len(span) == 1 or not body:
            _add(tidy, text, (), "")
            continue
        lead = len(text) - len(text.lstrip())
        _add(tidy, text[:lead], (), "")
        _add(tidy, body, tuple(span.get("marks", ())), span.get("link", ""))
        _add(tidy, text[lead + len(body) :], (), "")
    return tidy


def _add(spans: list[Span], text: str, marks: tuple[str, ...], link: str) -> None:
    if not text:
        return
    span: Span = {"text": text}
    if marks:
        span["marks"] = sorted(marks)
    if link:
        span["link"] = link
    if spans and {**spans[-1], "text": ""} == {**span, "text": ""}:
        spans[-1]["text"] += text
    else:
        spans.append(span)


# writing


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_\[\]])", r"\\\1", text)


def _line_escaped(text: str) -> str:
    return re.sub(r"(?m)^([#\-])", r"\\\1", re.sub(r"(?m)^([0-9]{1,3})([.)])(?= )", r"\1\\\2", text))


def _line(spans: Sequence[Span]) -> str:
    parts = []
    for link, group in groupby(spans, lambda span: span.get("link", "")):
        words = "".join(
            f"**{_italics(list(bold))}**" if marked else _italics(list(bold))
            for marked, bold in groupby(group, lambda span: "bold" in span.get("marks", ()))
        )
        parts.append(f"[{words}]({link})" if link else words)
    return "".join(parts)


def _italics(spans: Sequence[Span]) -> str:
    written = ""
    groups = [(marked, list(group)) for marked, group in groupby(spans, lambda span: "italic" in span.get("marks", ()))]
    for place, (marked, group) in enumerate(groups):
        text = "".join(_escaped(span["text"]) for span in group)
        if marked:
            after = groups[place + 1][1][0]["text"] if place + 1 < len(groups) else ""
            # Inside of a word an underscore is a letter.
            sign = "*" if written[-1:].isalnum() or after[:1].isalnum() else "_"
            text = f"{sign}{text}{sign}"
        written += text
    return written


def _block_markdown(block: Block) -> str:
    if block["type"] == "heading":
        return f"## {_line(block['text'])}"
    if block["type"] == "paragraph":
        return _line_escaped(_line(block["text"]))
    return "\n".join(f"{sign} {_line(spans)}" for sign, spans in _items(block, "-"))


def _words(spans: Sequence[Span]) -> str:
    return "".join(str(span["text"]) for span in spans)


def _block_plain(block: Block) -> str:
    if "text" in block:
        return _words(block["text"])
    return "\n".join(f"{sign} {_words(spans)}" for sign, spans in _items(block, "•"))


def _items(block: Block, bullet: str) -> Iterator[tuple[str, Sequence[Span]]]:
    for number, spans in enumerate(block["items"], 1):
        yield (bullet if block["type"] == "bullets" else f"{number}."), spans


def _span_html(span: Span) -> str:
    text = escape(str(span["text"])).replace("\n", "<br>")
    for mark, element in (("italic", "em"), ("bold", "strong")):
        if mark in span.get("marks", ()):
            text = f"<{element}>{text}</{element}>"
    link = str(span.get("link") or "")
    return f'<a class="link" href="{escape(link)}" rel="nofollow noopener">{text}</a>' if is_link(link) else text


def _block_html(block: Block, level: int) -> str:
    if "text" in block:
        element = f"h{level}" if block["type"] == "heading" else "p"
        return f"<{element}>{''.join(map(_span_html, block['text']))}</{element}>"
    element = "ul" if block["type"] == "bullets" else "ol"
    items = "".join(f"<li>{''.join(map(_span_html, spans))}</li>" for spans in block["items"])
    return f"<{element}>{items}</{element}>"
