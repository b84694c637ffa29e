"""What the documentation says is so: every setting, kind, event, link, path, command and example."""

from __future__ import annotations

import copy
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import portal_config
from foundation import settings
from foundation.events import subscribers
from portal_config import DocumentRefused
from portal_config.news import NEWS
from portal_config.texts import PERSON
from portico import rooms
from portico.engines import discover_engines
from portico.kinds import discover_kinds

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDERS = (
    "words", "portal_config", "form_schemas", "foundation", "commerce", "runtime", "sandbox", "storefront", "builder", "portico", "themes",
    "migrations", "assets/src", "tests", "e2e", "tools", "docs", "deploy", ".ci",
)  # fmt: skip
TOP = ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "conftest.py", "assets/build.mjs", "assets/README.md")
TEXT = {".py", ".md", ".html", ".css", ".js", ".mjs", ".json", ".toml", ".sql", ".txt", ".mako", ""}


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the project."""
    found = [ROOT / name for name in TOP if (ROOT / name).is_file()]
    for folder in FOLDERS:
        found += [
            path
            for path in sorted((ROOT / folder).rglob("*"))
            if path.is_file()
            and path.suffix in TEXT
            and "__pycache__" not in path.parts
            and "node_modules" not in path.parts
        ]
    return tuple(found)


def pages() -> list[Any]:
    """Every page of documentation: docs/, the README and those of rooms."""
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in files() if path.suffix == ".md"]


def table(text: str, heading: str = "") -> list[list[str]]:
    """Cells of the first table, without its head."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows[2:]]


def marked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# Settings


class Asked(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given, self.names = given, set[str]()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self.given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


def documented_settings() -> dict[str, str]:
    """Setting → what its default is said to be."""
    return {marked(row[0])[0]: row[1] for row in table((DOCS / "settings.md").read_text())}


def test_every_setting_is_documented_and_none_is_made_up(tmp_path: Path) -> None:
    environ = Asked({"DATA_DIR": str(tmp_path)})
    settings.load(environ)
    assert set(documented_settings()) == environ.names
    assert len(environ.names) >= len(fields_of(settings.Settings)), (
        "some settings are read by another way than the reader"
    )


def test_defaults_of_settings_are_as_documented(tmp_path: Path) -> None:
    chosen = settings.load({"DATA_DIR": str(tmp_path)})
    checked = 0
    for name, default in documented_settings().items():
        literal = re.fullmatch(r"`([^`]+)`", default)
        value = getattr(chosen, name.lower())
        if literal:
            checked += 1
            assert literal[1] == ({True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)), name
        elif default.startswith("none"):
            checked += 1
            assert not value, name
    assert checked >= 15
    production = settings.load({"DATA_DIR": str(tmp_path), "BASE_DOMAIN": "portals.example.com", "SMTP_URL": ""})
    said = {name: default.split("`") for name, default in documented_settings().items() if "else" in default}
    assert set(said) == {
        "PUBLIC_SCHEME", "PUBLIC_PORT", "BIND", "DEVELOPMENT", "LOG_FORMAT", "SHUTDOWN_SECONDS",
    }  # fmt: skip
    for name, cells in said.items():
        last, value = cells[-2], getattr(production, name.lower())
        assert last == ({True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)), name


def test_the_readme_points_at_the_settings_and_names_only_real_ones() -> None:
    text = (ROOT / "README.md").read_text()
    named = {name for name in marked(_FENCE.sub("", text)) if re.fullmatch(r"[A-Z][A-Z_]{2,}", name)}
    assert named and named <= set(documented_settings())
    assert "docs/settings.md" in text


# Kinds


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_kind_docs", ROOT / "tools" / "write_kind_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_kind_is_documented_as_it_is_declared() -> None:
    assert (DOCS / "kinds.md").read_text() == writer().text(), "run: python tools/write_kind_docs.py"


def test_every_kind_has_its_heading() -> None:
    from portal_config.kinds import FAMILIES, registry

    text = (DOCS / "kinds.md").read_text()
    headings = re.findall(r"^### `([a-z_]+)`", text, re.MULTILINE)
    kinds = [kind for family in FAMILIES for kind in registry.family(family, planned=True)]
    assert sorted(headings) == sorted(kind.name for kind in kinds)
    unobeyed = [line for line in text.splitlines() if line.startswith("In the group") and "Not yet: " in line]
    assert len(unobeyed) == sum(kind.engine == "planned" for kind in kinds) > 0


# News


def test_every_kind_of_news_is_documented_as_it_is() -> None:
    text = (DOCS / "document.md").read_text()
    rows = table(text[text.index("## What people are told") : text.index("## What is refused")])
    assert [(row[0], *(marked(cell) for cell in row[1:])) for row in rows] == [
        (
            one.title,
            [one.event],
            [json.dumps(dict(one.to))],
            list(one.channels),
            sorted(one.paths - PERSON) if "email" in one.channels else [],
        )
        for one in NEWS
    ]


# Events


def test_every_event_is_documented_with_its_subscribers() -> None:
    from tests.architecture.test_events import facts

    discover_kinds()
    discover_engines()
    rooms.enter()
    known = subscribers()
    base = {"name", "subject", "actor"}
    said = {
        marked(row[0])[0]: (marked(row[2]), marked(row[3]), marked(row[4]))
        for row in table((DOCS / "events.md").read_text())
    }
    actual = {}
    for name, kind in facts().items():
        own = [each.name for each in fields_of(kind) if each.name not in base and not each.name.startswith("_")]
        joined, later = known.get(name, ([], []))
        actual[name] = (own, list(joined), list(later))
    assert said == actual


# The guide to the document

_BLOCK = re.compile(r"^```json([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def merged(base: Any, change: Any) -> Any:
    """JSON Merge Patch (RFC 7386)."""
    if not isinstance(change, dict):
        return change
    made = dict(base) if isinstance(base, dict) else {}
    for key, value in change.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merged(made.get(key), value)
    return made


def guide() -> list[tuple[list[str], Any]]:
    text = (DOCS / "document.md").read_text()
    return [(words.split(), portal_config.load(block)) for words, block in _BLOCK.findall(text)]


def test_every_example_of_the_guide_checks() -> None:
    discover_kinds()
    first, *rest = guide()
    document = first[1]
    compiled = portal_config.compile(copy.deepcopy(document), strict=True)
    assert [str(finding) for finding in compiled.findings] == [], "the smallest portal has no warning either"
    changes = [block for words, block in rest if words == ["change"]]
    assert len(changes) >= 4
    for block in changes:
        document = merged(document, block)
        compiled = portal_config.compile(copy.deepcopy(document), strict=True)
        assert [finding.code for finding in compiled.findings if finding.severity == "error"] == []
    assert compiled.services["svc_sample"].public and compiled.prices["prc_sample"].unit == "box"


def test_what_the_guide_calls_refused_is_refused_with_that_code() -> None:
    document = guide()[0][1]
    refused = [(words, block) for words, block in guide() if words[:1] == ["refused"]]
    assert len(refused) >= 3
    for (_, code, pointer), block in refused:
        with pytest.raises(DocumentRefused) as refusal:
            portal_config.compile(merged(document, block), strict=True)
        assert (code, pointer) in {(finding.code, finding.pointer) for finding in refusal.value.findings}
    assert all(words[:1] in ([], ["change"], ["refused"]) for words, _ in guide())


def test_the_guide_names_the_limits_that_hold() -> None:
    from portal_config import limits

    text = (DOCS / "document.md").read_text()
    assert f"more than {limits.DEPTH} levels" in text
    assert limits.CANONICAL_BYTES in (1_000_000, 1_048_576) and "more than 1 MB" in text


# Links, paths, commands

_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", page.read_text())):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def paths_in(text: str) -> set[str]:
    """Paths of the checkout named in a text: `commerce/orders/`, `docs/map.md`, not an address such as /p/<slug>."""
    tops = {name.split("/")[0] for name in FOLDERS}
    named = set()
    for words in marked(_FENCE.sub("", text)):
        for word in re.split(r"[\s:,]+", words):
            if "/" in word and word.split("/")[0] in tops and not re.search(r"[<>*…{]", word):
                named.add(word)
    return named


@pytest.mark.parametrize("page", pages())
def test_named_paths_exist(page: Path) -> None:
    built = {"assets/dist", "assets/dist/", "assets/node_modules"}
    missing = [path for path in paths_in(page.read_text()) - built if not (ROOT / path).exists()]
    assert missing == [], f"{page.relative_to(ROOT)} names what is not there"


def test_paths_are_found() -> None:
    assert paths_in("see `commerce/orders/actions.py: move` and `/p/<slug>/desk`, `themes/<name>/x`, `docs/map.md`") == {
        "commerce/orders/actions.py", "docs/map.md",
    }  # fmt: skip


@pytest.mark.parametrize("page", pages())
def test_named_commands_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9-]+):.*##", makefile, re.MULTILINE))
    text = page.read_text()
    code = "\n".join([*marked(_FENCE.sub("", text)), *_FENCE.findall(text)])
    named = set(re.findall(r"\bmake ([a-z0-9-]+)\b", code))
    assert named <= targets, f"{page.relative_to(ROOT)} names a target that make does not know"


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text()
    assert re.search(r"^make run\b", text, re.MULTILINE) and re.search(r"^make test\b", text, re.MULTILINE)


def test_portico_commands_that_are_named_exist() -> None:
    source = (ROOT / "portico" / "cli.py").read_text()
    named = set()
    for page in [path for path in files() if path.suffix == ".md"]:
        named |= set(re.findall(r"`portico ([a-z]+)", page.read_text()))
    assert named, "no page names a command"
    assert [name for name in sorted(named) if f'"{name}"' not in source] == []


# Decisions and words


def decisions() -> list[Path]:
    return sorted((DOCS / "adr").glob("[0-9]*.md"))


def test_decisions_are_numbered_and_say_what_they_cost() -> None:
    assert [int(path.name[:4]) for path in decisions()] == list(range(1, len(decisions()) + 1))
    for number, path in enumerate(decisions(), 1):
        text = path.read_text()
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name), path.name
        assert re.match(rf"# {number}\. [A-Z].*[^.]\n", text), path.name
        order = [text.find(f"\n**{part}.** ") for part in ("Decision", "Why", "Cost")]
        assert -1 not in order and order == sorted(order), (
            f"{path.name} needs **Decision.**, **Why.** and **Cost.** in that order"
        )
        assert len(text.splitlines()) <= 60, f"{path.name} is longer than a page"


def glossary() -> dict[str, str]:
    return {row[0]: row[1] for row in table((DOCS / "glossary.md").read_text())}


def test_every_word_of_the_glossary_is_used() -> None:
    code = "\n".join(
        path.read_text() for path in files() if path.suffix in (".py", ".html", ".json") and "tests" not in path.parts
    )
    code = code.lower().replace("_", " ")
    assert len(glossary()) >= 30
    for words, meaning in glossary().items():
        assert meaning and not meaning.endswith("."), words
        for word in words.split(", "):
            assert word in code, f"the glossary explains “{word}”, and nothing is called so"


def test_the_central_words_are_explained() -> None:
    explained = {word for words in glossary() for word in words.split(", ")}
    assert explained >= {
        "portal", "tenant", "client", "account", "member", "staff", "seat", "viewer", "document", "draft", "revision", "head", "kind",
        "service", "order", "state", "status", "pipeline", "payment", "event", "timer", "outbox", "minor units",
    }  # fmt: skip


def test_every_room_says_what_it_is() -> None:
    wanted = [
        "portal_config",
        "form_schemas",
        "runtime",
        "sandbox",
        "storefront",
        "builder",
        "portico",
        "themes",
        "foundation",
        "tests",
    ]
    for floor in ("foundation", "commerce"):
        wanted += [f"{floor}/{path.name}" for path in (ROOT / floor).iterdir() if (path / "__init__.py").exists()]
    for room in wanted:
        readme = ROOT / room / "README.md"
        assert readme.is_file(), f"{room} has no README"
        assert readme.read_text().startswith("# ") and len(readme.read_text().splitlines()) <= 60


# Finished words

_UNFINISHED = re.compile(r"(?<![\w/])/tmp/|\bTODO\b|\bFIXME\b|lorem ipsum|coming soon")


def test_nothing_is_left_unfinished_or_bound_to_one_machine() -> None:
    allowed = {Path(__file__)}
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files()
        if path not in allowed
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if _UNFINISHED.search(line)
    ]
    assert found == []
    assert len(files()) > 200
    assert _UNFINISHED.search("see /tmp/notes") and _UNFINISHED.search("# TODO: later")
    assert not _UNFINISHED.search("https://x.example/tmp/1 and a to-do list")


def test_json_files_of_the_guide_are_readable_as_json() -> None:
    for words, block in guide():
        json.dumps(block, allow_nan=False)
        assert isinstance(block, dict), words
