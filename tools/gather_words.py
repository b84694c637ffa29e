"""Gather the sentences of the portal from code and templates into ``words/*.po``, keeping what is translated and dropping what is gone. ``make words``.

Every sentence that a client may meet is said by a function of ``words`` or is the sentence of a refusal; these are found by name. What only the seller's
people meet (``SELLERS``) stays English.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
WHERE = (
    "portal_config/first_steps.py",
    "form_schemas",
    "foundation/errors.py",
    "foundation/formats.py",
    "foundation/identity",
    "foundation/mail",
    "foundation/web",
    "commerce",
    "workspace",
    "themes",
    "runtime",
    "storefront",
    "assets/src/js/parts",
)
SELLERS = (
    "foundation/identity/passes.py",
    "foundation/identity/sign_up.py",
    "foundation/identity/staff.py",
    "foundation/identity/staff_tokens.py",
    "foundation/web/styleguide.py",
    "foundation/web/components/styleguide.html",
    "commerce/clients/notes.py",
    "commerce/orders/many.py",
    "workspace/inbox",
    "assets/src/js/parts/words.js",
    "workspace/tasks",
)
SAID = {
    **dict.fromkeys(("say", "_", "unsaid", "NotFound", "Forbidden", "TooMany"), (0,)),
    **dict.fromkeys(("Refused", "AnswerRefused", "FileRefused"), (1,)),
    **dict.fromkeys(("say_many", "_many"), (0, 1)),
}
"""Function → which of its arguments is the sentence; two: singular and plural."""
_PHRASE = re.compile(r'\bphrases?\(\s*"(?P<one>[^"]+)"(?:,\s*"(?P<many>[^"]+)")?')
IN_CONTEXT = ("say_as", "_as")


class Found(NamedTuple):
    """A sentence of the code. ``many`` is its plural, ``context`` what the word means here; empty where there is none."""

    text: str
    many: str
    context: str
    file: str
    line: int


def sentences() -> Iterator[Found]:
    """Every sentence, file by file."""
    for path in files():
        yield from READERS[path.suffix](path)


def files() -> list[Path]:
    """Code and templates that speak to clients, in order."""
    found: set[Path] = set()
    for name in WHERE:
        place = ROOT / name
        found |= {place} if place.is_file() else {each for each in place.rglob("*") if each.suffix in READERS}
    left_out = tuple(ROOT / name for name in SELLERS)
    return sorted(
        each
        for each in found
        if "tests" not in each.parts
        and each.name != "conftest.py"
        and not any(each.is_relative_to(one) for one in left_out)
    )


def in_python(path: Path) -> Iterator[Found]:
    """The sentences of a Python file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield from _said(name, [_text(each) for each in node.args], path, node.lineno)


def in_template(path: Path) -> Iterator[Found]:
    """The sentences of a template."""
    for node in Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Call):
        if isinstance(node.node, nodes.Name):
            texts = [
                each.value if isinstance(each, nodes.Const) and isinstance(each.value, str) else None
                for each in node.args
            ]
            yield from _said(node.node.name, texts, path, node.lineno)


def in_script(path: Path) -> Iterator[Found]:
    """The sentences of a file of JavaScript."""
    text = path.read_text()
    for found in _PHRASE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Found(found["one"], found["many"] or "", "", str(path.relative_to(ROOT)), line)


READERS = {".py": in_python, ".html": in_template, ".txt": in_template, ".js": in_script}


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _said(name: str, texts: list[str | None], path: Path, line: int) -> Iterator[Found]:
    file = str(path.relative_to(ROOT))
    if name in IN_CONTEXT and len(texts) > 1 and texts[0] and texts[1]:
        yield Found(texts[1], "", texts[0], file, line)
    for place in SAID.get(name, ())[:1]:
        if place < len(texts) and (text := texts[place]):
            many = texts[1] if len(SAID[name]) > 1 and len(texts) > 1 else ""
            yield Found(text, many or "", "", file, line)


def gathered(path: Path) -> Catalog:
    """The catalogue of a language with exactly the sentences of the code; translations are those that ``path`` has already."""
    with path.open("rb") as file:
        known = read_po(file)
    fresh = Catalog(
        locale=path.stem,
        project="Portico",
        charset="utf-8",
        fuzzy=False,
        header_comment="# The portal’s own words: see docs/words.md.",
    )
    for found in sentences():
        key = (found.text, found.many) if found.many else found.text
        before = known.get(key, found.context or None)
        fresh.add(
            key,
            before.string if before else None,
            locations=[(found.file, 0)],
            context=found.context or None,
        )
    return fresh


def main() -> None:
    """Renew every catalogue, and say how many sentences it lacks."""
    for path in sorted((ROOT / "words").glob("*.po")):
        catalogue = gathered(path)
        with path.open("wb") as file:
            write_po(file, catalogue, width=0, omit_header=False, sort_output=True, include_lineno=False)
        open_ones = [
            each
            for each in catalogue
            if each.id and not (all(each.string) if isinstance(each.string, tuple | list) else each.string)
        ]
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {len(open_ones)} without a translation")


if __name__ == "__main__":
    sys.exit(main())
