"""Write docs/schema.json, docs/language.md and docs/findings.md from the settings of the language: python tools/write_language_docs.py"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for place in (ROOT, ROOT / "tools"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

import marshmallow  # noqa: E402 - the checkout must be on the path first
from language_parts import FAMILIES_OF, Sections  # noqa: E402
from language_shapes import NAME, chosen, expression, expressions, shape_of  # noqa: E402
from write_kind_docs import _cell, _rows  # noqa: E402

from portal_config import ids, limits  # noqa: E402
from portal_config.codes import CODES  # noqa: E402
from portal_config.compile import READY  # noqa: E402
from portal_config.kinds import registry  # noqa: E402
from portal_config.sections import later  # noqa: E402
from portal_config.sections.templates import Chosen  # noqa: E402
from portal_config.settings import Items, Options  # noqa: E402
from portal_config.settings.options import OptionSettings  # noqa: E402
from portico.kinds import discover_kinds  # noqa: E402

DOCS = ROOT / "docs"


def main() -> int:
    for name, content in pages().items():
        (DOCS / name).write_text(content, "utf-8")
        print(f"docs/{name}: written")
    return 0


def pages() -> dict[str, str]:
    """File in docs/ → what it holds."""
    discover_kinds()
    schema = json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
    return {"schema.json": schema, "language.md": reference(), "findings.md": findings()}


# JSON Schema


def document() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document. What only shows between parts (references, unique addresses) is for the checker."""
    sections = Sections()
    defs: dict[str, Any] = {"expression": expression(), **expressions()}
    for setting in _chosen(sections):
        defs |= chosen(setting)
    properties: dict[str, Any] = {}
    for name in sorted(READY | ids.MAPS.keys() | later.SECTIONS):
        if name in ids.MAPS:
            properties[name] = _map(sections, name, ids.MAPS[name], defs)
            if name in ids.ORDERS:
                properties[ids.ORDERS[name]] = _order(ids.MAPS[name])
        elif name in ids.SINGLES:
            properties[name] = _part(sections, name, "", defs)
        else:
            properties[name] = _plain_section(sections, name)
    for name in later.SECTIONS & ids.ORDERS.keys():
        properties[ids.ORDERS[name]] = _order(ids.MAPS[name])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A portal of Portico",
        "description": "Written by python tools/write_language_docs.py; do not edit it by hand.",
        "type": "object",
        "properties": dict(sorted(properties.items())),
        "additionalProperties": False,
        "$defs": dict(sorted(defs.items())),
    }


def _chosen(sections: Sections) -> tuple[Chosen, ...]:
    """The settings whose objects name what reads them: the steps of automations and the blocks of mail."""
    listed = (sections.of(name).load_fields[key] for name, key in (("automations", "steps"), ("templates", "blocks")))
    return tuple(each.inner for each in listed if isinstance(each, Items) and isinstance(each.inner, Chosen))


def _plain_section(sections: Sections, name: str) -> dict[str, Any]:
    if name in ("schema", "expr"):
        return {"description": "Version of the language." if name == "schema" else "Version of the rules.", "const": 1}
    if name == "retired_ids":
        return {"description": "Ids that may not return.", "type": "array", "items": {"type": "string"}}
    if name == "texts":
        plain = "|".join(sorted((READY | later.SECTIONS) - ids.MAPS.keys()))
        texts = {
            "type": "object",
            "patternProperties": {rf"^(?:[a-z]{{3}}_{NAME}|{plain})\..+$": {"type": "string"}},
            "additionalProperties": False,
        }
        return {
            "description": "Translations: language, then id and property.",
            "type": "object",
            "additionalProperties": texts,
        }
    made = shape_of(sections.of(name))
    for key, schema in sections.beside(name).items():
        made["properties"][key] = shape_of(schema)
    return made


def _map(sections: Sections, name: str, prefix: str, defs: dict[str, Any]) -> dict[str, Any]:
    defs[prefix] = _part(sections, name, prefix, defs)
    return {
        "type": "object",
        "patternProperties": {f"^{prefix}_{NAME}$": {"$ref": f"#/$defs/{prefix}"}},
        "additionalProperties": False,
        "maxProperties": limits.ENTRIES.get(name, 1_000),
    }


def _part(sections: Sections, name: str, prefix: str, defs: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for each, inner_prefix in ids.INNER.get(name, {}).items():
        if each in sections:
            inner[each] = _map(sections, each, inner_prefix, defs)
            inner[ids.INNER_ORDERS[each]] = _order(inner_prefix)
    for each, inner_prefix in ids.LISTED.get(name, {}).items():
        if (item := sections.item(name, each)) is not None:
            defs[inner_prefix] = shape_of(item)
            inner[each] = {"type": "array", "items": {"$ref": f"#/$defs/{inner_prefix}"}}
    family = FAMILIES_OF.get(name)
    if family is None:
        return _with(shape_of(sections.of(name)), inner)
    key = "model" if family == "price_model" else "type"
    kinds = registry.family(family, planned=True)
    for kind in kinds:
        own = _with(
            shape_of(sections.of(name)), {**shape_of(kind.schema())["properties"], **_held(name, inner, kind.schema())}
        )
        own["required"] = sorted({*own.get("required", ()), *shape_of(kind.schema()).get("required", ())})
        own["properties"][key] = {"const": kind.name}
        if kind.schema().unknown == marshmallow.EXCLUDE:
            own["additionalProperties"] = True
        unobeyed = {"description": "Cannot be published yet."} if kind.engine == "planned" else {}
        defs[f"{prefix}.{kind.name}"] = {"title": kind.label, **unobeyed, **own}
    return {"oneOf": [{"$ref": f"#/$defs/{prefix}.{kind.name}"} for kind in kinds]}


def _held(name: str, inner: Mapping[str, Any], own: marshmallow.Schema) -> dict[str, Any]:
    """What a part holds; the options of a question are there only where its kind has them."""
    known = {setting.data_key or each for each, setting in own.load_fields.items()}
    # Options that carry more than usual are written out with their kind.
    options = own.load_fields.get("options")
    if isinstance(options, Options) and type(options.inner.schema) is not OptionSettings:
        known.discard("options")
    return {key: value for key, value in inner.items() if key not in ids.LISTED.get(name, {}) or key in known}


def _with(made: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    return {**made, "properties": {**made["properties"], **more}}


def _order(prefix: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "pattern": f"^{prefix}_"}}


# Pages


LEAD = """# The language, section by section

Every section of a document and every property in it. Written by `python tools/write_language_docs.py` from the settings of the language; do not edit it by hand.
[kinds.md](kinds.md) has what each kind adds, [schema.json](schema.json) the same as JSON Schema 2020-12, [findings.md](findings.md) what can be wrong, and
[document.md](document.md) is the way in. Absent keys take their default.
"""


def reference() -> str:
    """The page of sections and properties."""
    sections = Sections()
    parts = [LEAD]
    for name in sorted(READY | later.SECTIONS):
        parts.append(f"## `{name}`\n")
        if name not in READY:
            parts.append("Not yet: read and checked in a draft, refused when published.\n")
        if name in ("schema", "expr", "retired_ids", "texts"):
            parts.append(f"{_SIMPLE[name]}\n")
        elif name in ids.MAPS:
            parts += _map_pages(sections, name, ids.MAPS[name], ids.ORDERS.get(name))
        else:
            parts += _table(sections.of(name), "")
            for key, schema in sections.beside(name).items():
                parts += _table(schema, f"`{key}` holds:")
            parts += _inner_pages(sections, name)
    return "\n".join(parts)


_SIMPLE = {
    "schema": "The version of the language: 1. It rises only when a document of before would be read wrongly.",
    "expr": "The version of the rules: 1.",
    "retired_ids": "Ids of parts that were removed. They may not return.",
    "texts": 'Translations: language → `id.property` → text, as in `{"de": {"tab_home.label": "Start"}}`.',
}


def _map_pages(sections: Sections, name: str, prefix: str, order: str | None) -> Iterator[str]:
    most = limits.ENTRIES.get(name, 1_000)
    told = f"Parts by id (`{prefix}_…`), at most {most:,}."
    told += f" `{order}` beside it is their order." if order else " They have no order of their own."
    family = FAMILIES_OF.get(name)
    if family:
        kinds = ", ".join(f"`{kind.name}`" for kind in registry.family(family))
        told += f" Kinds: {kinds}."
        planned = ", ".join(
            f"`{kind.name}`" for kind in registry.family(family, planned=True) if kind.engine == "planned"
        )
        told += f" Not yet: {planned}." if planned else ""
    yield f"{told}\n"
    yield from _table(sections.of(name), "")
    yield from _chosen_pages(sections.of(name))
    yield from _inner_pages(sections, name)


def _inner_pages(sections: Sections, name: str) -> Iterator[str]:
    for each, inner_prefix in ids.INNER.get(name, {}).items():
        if each in sections:
            yield f"### `{each}` of {name}\n"
            yield from _map_pages(sections, each, inner_prefix, ids.INNER_ORDERS.get(each))
    for each, inner_prefix in ids.LISTED.get(name, {}).items():
        if (item := sections.item(name, each)) is not None:
            yield f"### `{each}` of {name}\n\nA list; each has an `id` (`{inner_prefix}_…`).\n"
            yield from _table(item, "")


def _chosen_pages(schema: marshmallow.Schema) -> Iterator[str]:
    """The objects of each list whose items name what reads them."""
    for key, setting in schema.load_fields.items():
        if isinstance(setting, Items) and isinstance(setting.inner, Chosen):
            by = setting.inner.key
            numbered = "has an `id` (`stp_…`) and " if by == "do" else ""
            yield f"Each of `{key}` {numbered}names by `{by}` what it is:\n"
            yield f"| `{by}` | property | value | default | meaning |\n|---|---|---|---|---|"
            for name, own in setting.inner.schemas.items():
                rows = [row for row in _rows(own, "") if not row.startswith(("| `id` ", f"| `{by}` "))]
                yield from (f"| `{name}` {row}" for row in rows or ["| | | | |"])
            yield ""


def _table(schema: marshmallow.Schema, lead: str) -> Iterator[str]:
    rows = list(_rows(schema, ""))
    if lead:
        yield f"{lead}\n"
    if rows:
        yield "| property | value | default | meaning |\n|---|---|---|---|"
        yield from rows
        yield ""


def findings() -> str:
    """The page of findings."""
    rows = [f"| `{code}` | {one.severity} | {_cell(one.when)} | {_cell(one.do)} |" for code, one in CODES.items()]
    return "\n".join(
        [
            "# Findings",
            "",
            "Every finding that a document can have, by its code. Written by `python tools/write_language_docs.py` from `portal_config/codes.py`; do not edit",
            "it by hand. Errors refuse publishing, warnings do not. `portico config check` prints them, `portico config explain` one of these lines.",
            "",
            "| code | severity | when | what to do |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
