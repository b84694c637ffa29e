"""The catalogues hold what the code says, all of it and nothing else; and no template of a portal says anything that is not in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tools import gather_words as tool
from words.catalogue import FOLDER, catalogue, languages

PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
GERMAN = "de"


def known(language: str) -> list[Message]:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(text: object) -> list[str]:
    return list(text) if isinstance(text, tuple | list) else [str(text)]


def test_there_is_a_german_catalogue() -> None:
    assert languages() == (GERMAN,)
    assert catalogue("de-AT") is catalogue("de_CH") or catalogue("de-AT").sentences == catalogue("de").sentences
    assert not catalogue("fr").sentences


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_the_code_is_translated_and_no_other_is_kept(language: str) -> None:
    said = {(one.context, (one.text, one.many) if one.many else one.text) for one in tool.sentences()}
    kept = {(message.context or "", message.id) for message in known(language)}
    assert said - kept == set(), "run: make words, and translate what is new"
    assert kept - said == set(), "run: make words"
    assert [message.id for message in known(language) if not all(forms(message.string))] == []
    assert len(said) > 1000


@pytest.mark.parametrize("language", languages())
def test_translations_have_the_placeholders_of_the_sentence(language: str) -> None:
    wrong = []
    for message in known(language):
        english, translated = forms(message.id), forms(message.string)
        named = [set(PLACEHOLDER.findall(text)) for text in english]
        for place, text in enumerate(translated):
            found = set(PLACEHOLDER.findall(text))
            if len(english) == 1:
                fits = found == named[0]
            else:
                # A form for one thing may name the number or leave it out.
                least = named[0] - {"count"} if place == 0 else named[1]
                fits = least <= found <= named[0] | named[1] | {"count"}
            if not fits:
                wrong.append((message.id, text))
    assert wrong == []


def test_german_is_written_with_german_quotes_and_without_spaces_at_its_ends() -> None:
    for message in known(GERMAN):
        for text in forms(message.string):
            assert not re.search(r"[„“][^„“”]*”|“[^“”]*”|\"", text), text
            assert text == text.strip(), message.id


def test_one_english_text_is_not_a_sentence_and_a_plural() -> None:
    """gettext looks for both under the singular."""
    singular = {message.id for message in known(GERMAN) if isinstance(message.id, str) and not message.context}
    plural = {message.id[0] for message in known(GERMAN) if not isinstance(message.id, str)}
    assert singular & plural == set()


# What stands in a template between its tags, in the attributes that are read out, and in the texts it hands on.

_READ_OUT = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-busy)="([^"\x01]*[A-Za-z]{2,}[^"\x01]*)"')
_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = re.compile(r"[A-Z][a-z]+|[a-z]{2,} [a-z]{2,}")
LOOKS = {" quiet sm icon-only", "now waiting", "stack loose", "stack mid"}
"""Names of classes."""
NO_WORDS = {
    "narrow",
    "narrow talk-page",
    'aria-describedby="',
    'aria-invalid="true"',
    "required data-required",
    "-error",
}
"""What blocks and macros put inside of a tag that stands elsewhere."""


def bare_words(text: str) -> Iterator[str]:
    """What a template says without saying it by ``_``."""
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    outside = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x01", bare, flags=re.DOTALL)
    outside = re.sub(r"<style\b.*?</style>", "", outside, flags=re.DOTALL)
    yield from _READ_OUT.findall(outside)
    for run in re.sub(r"<[^<>]*>", "\x02", outside).split("\x02"):
        for piece in run.split("\x01"):
            if _WORD.search(piece) and piece.strip() not in NO_WORDS:
                yield piece.strip()
    yield from _handed_on(bare)


def _handed_on(text: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(text)
    said = {id(one) for call in tree.find_all(nodes.Call) if _speaks(call) for one in call.find_all(nodes.Const)}
    for kind in (nodes.Output, nodes.Assign, nodes.CallBlock):
        for place in tree.find_all(kind):
            for const in place.find_all(nodes.Const):
                value = const.value
                if id(const) not in said and isinstance(value, str) and _SENTENCE.search(value) and value not in LOOKS:
                    yield value


def _speaks(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ("_", "_as", "_many")


def templates() -> list[Path]:
    return [path for path in tool.files() if path.suffix == ".html"]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(tool.ROOT)))
def test_a_template_says_nothing_by_itself(path: Path) -> None:
    assert list(bare_words(path.read_text())) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Nothing yet</p>", ["Nothing yet"]),
        ("<p>{{ name }} was invited</p>", ["was invited"]),
        ('<a aria-label="Where you are">', ["Where you are"]),
        ('{{ button("Save name", "primary") }}', ["Save name"]),
        ('{{ "Try again" if declined else _("Pay now") }}', ["Try again"]),
        ('<p class="small">{{ _("Nothing yet") }} {{ _many("{count} file", "{count} files", 2) }}</p>', []),
    ],
)
def test_bare_words_are_found(text: str, found: list[str]) -> None:
    assert list(bare_words(text)) == found


REFUSALS = ("Refused", "NotFound", "Forbidden", "TooMany", "AnswerRefused", "FileRefused")


def glued(text: str) -> Iterator[int]:
    """Lines where a sentence is put together of pieces, so that nobody can translate it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            places = tool.SAID.get(name, (1,) if name in tool.IN_CONTEXT else ())
            for place in places:
                if place < len(node.args) and isinstance(node.args[place], ast.JoinedStr):
                    pieces = [one.value for one in node.args[place].values if isinstance(one, ast.Constant)]
                    if any(_WORD.search(str(piece)) for piece in pieces):
                        yield node.lineno


def test_no_sentence_is_put_together_of_pieces() -> None:
    assert [
        f"{path.relative_to(tool.ROOT)}:{line}"
        for path in tool.files()
        if path.suffix == ".py"
        for line in glued(path.read_text())
    ] == []
    assert list(glued('raise Refused("x", f"Use at most {most} characters.")')) == [1]
    assert list(glued('say(f"{a} {b}")\nsay("Use {most}.", most=1)')) == []
