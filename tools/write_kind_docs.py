"""Write docs/kinds.md from the registry of kinds: python tools/write_kind_docs.py"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "kinds.md"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import marshmallow  # noqa: E402 - the checkout must be on the path first

from portal_config.expressions import rule  # noqa: E402
from portal_config.kinds import FAMILIES, Kind, registry  # noqa: E402
from portal_config.permissions import PLANNED, READY, SELLER_SCOPES  # noqa: E402
from portal_config.sections.people import Actions  # noqa: E402
from portal_config.sections.price_lists import Entries, OverrideSettings  # noqa: E402
from portal_config.sections.templates import Chosen  # noqa: E402
from portal_config.settings import (  # noqa: E402
    Choice,
    Condition,
    Day,
    DayCount,
    DecimalNumber,
    Flag,
    Items,
    MoneyAmount,
    Part,
    Period,
    Planned,
    Raw,
    Ref,
    Rule,
    Span,
    Template,
    Text,
    Url,
    Whole,
)
from portico.kinds import discover_kinds  # noqa: E402

HEADINGS = {
    "tab": ("Tabs", "`tabs`; all have `type`, `label`, `icon`, `see`."),
    "widget": (
        "Widgets",
        "`widgets` of a dashboard; all have `type`, `title`, `size` (`full`, `half`, `third`), `see`.",
    ),
    "section": ("Sections", "`sections` of a page; all have `type`, `blocks` and `block_order`."),
    "block": ("Blocks", "`blocks` of a section."),
    "service": (
        "Services",
        "`services`; all have `type`, `name`, `summary`, `description`, `icon`, `form`, `pipeline`, `lead_time`, `limit`, `public`, `see`.",
    ),
    "price_model": ("Price models", "`prices`; the kind is named by `model`."),
    "payment_method": ("Payment methods", "`payment_methods`; all have `type` and `label`."),
    "field": (
        "Questions",
        "`fields` of a form; all have `type`, `key`, `label`, `help`, `show`, `require`, `check`; a computed one `compute`.",
    ),
}
LEAD = """# Kinds

Every kind a document may name, with its own settings. Written by `python tools/write_kind_docs.py` from the declarations (`kind.py`); do not edit it by
hand. *Needs* is what a viewer must be allowed to have the part; who is shown it is `see`, separately.
"""


def main() -> int:
    TARGET.write_text(text())
    print(f"{TARGET.relative_to(ROOT)}: written")
    return 0


def text() -> str:
    """The whole page."""
    discover_kinds()
    parts = [LEAD, *(part for family in sorted(FAMILIES, key=list(HEADINGS).index) for part in _family(family))]
    return "\n".join(parts)


def _family(family: str) -> Iterator[str]:
    heading, about = HEADINGS[family]
    yield f"## {heading}\n\n{about}\n"
    for kind in sorted(registry.family(family, planned=True), key=lambda kind: kind.engine == "planned"):
        yield from _kind(kind)


def _kind(kind: type[Kind]) -> Iterator[str]:
    needs = f" Needs `{kind.needs}`." if kind.needs else ""
    later = " Not yet: read and checked in a draft, refused when published." if kind.engine == "planned" else ""
    later += " Its own settings are not looked at." if kind.schema().unknown == marshmallow.EXCLUDE else ""
    yield f"### `{kind.name}`: {kind.label}\n\nIn the group {kind.group}.{needs}{later}\n"
    rows = list(_rows(kind.schema(), ""))
    if rows:
        yield "| setting | value | default | meaning |\n|---|---|---|---|"
        yield from rows
        yield ""
    if kind.example:
        yield f"```json\n{json.dumps(kind.example, ensure_ascii=False)}\n```\n"


def _rows(schema: marshmallow.Schema, before: str) -> Iterator[str]:
    for name, setting in schema.fields.items():
        key = before + (setting.data_key or name)
        inner = _inner(setting)
        words = _cell(str(setting.metadata.get("label") or setting.metadata.get("help") or ""))
        if isinstance(setting, Raw):
            setting = setting.setting
        if isinstance(setting, Flag):
            words = words or setting.planned
        if isinstance(setting, Planned):
            value = f"not yet: {_value(setting.setting)}" if setting.setting is not None else "not yet"
            yield f"| `{key}` | {value} | | {words or setting.what} |"
            continue
        yield f"| `{key}` | {_value(setting)} | {_default(setting)} | {words} |"
        if isinstance(setting, Entries):
            yield from _rows(OverrideSettings(), f"{key}.prc_….")
        if inner is not None:
            yield from _rows(inner, f"{key}[]." if isinstance(setting, Items) else f"{key}.")


def _inner(setting: Any) -> marshmallow.Schema | None:
    nested = setting.inner if isinstance(setting, Items) else setting
    return nested.schema if isinstance(nested, Part) else None


def _value(setting: Any) -> str:
    """What may stand there, in words."""
    if isinstance(setting, Items):
        return f"list of {_value(setting.inner)}"
    if isinstance(setting, Part):
        return "object"
    if isinstance(setting, Choice):
        later = _given_later(setting)
        return " ".join(f"`{each}`" for each in setting.options if each not in setting.planned) + (
            f"; not yet: {later}" if later else ""
        )
    if isinstance(setting, Chosen):
        return f"object, its settings named by `{setting.key}`"
    if isinstance(setting, Flag) and setting.planned:
        return "`false`; not yet: `true`"
    if isinstance(setting, Ref):
        return "id of " + " or ".join(
            (*(f"`{prefix}_…`" for prefix in setting.prefixes), *(f"`{each}`" for each in setting.words))
        )
    if isinstance(setting, Whole):
        return f"whole number from {setting.at_least}" + (f" to {setting.at_most:,}" if setting.at_most < 10**9 else "")
    for sort, words in (
        (MoneyAmount, "`[minor units, currency]`"),
        (DayCount, "days, as `P7D`"),
        (Period, "months or years, as `P1M`"),
        (Span, "duration, as `P3D`, `P1M` or `PT48H`"),
        (Day, "day, as `2026-11-20`"),
        (DecimalNumber, "decimal number"),
        (Condition, "true, false or a rule"),
        (Rule, "a rule"),
        (Flag, "true or false"),
        (Url, "https address"),
        (Template, "text with placeholders"),
        (Text, "text"),
    ):
        if isinstance(setting, sort):
            return words + (f", up to {setting.at_most:,}" if isinstance(setting, Text) else "")
    if isinstance(setting, Actions):
        ready, later = (" ".join(f"`{each}`" for each in sorted(names)) for names in (READY, PLANNED))
        scopes = " ".join(f"`{each}`" for each in SELLER_SCOPES)
        return f"object: action ({ready}; not yet: {later}) → scope ({scopes})"
    return _cell(str(type(setting).__doc__ or "").split("\n")[0].rstrip(".")).replace("``", "`") or "value"


def _given_later(setting: Any) -> str:
    """The values of a setting that no engine obeys yet."""
    if isinstance(setting, Choice):
        return " ".join(f"`{each}`" for each in sorted(setting.planned))
    return "`true`" if isinstance(setting, Flag) and setting.planned else ""


def _default(setting: Any) -> str:
    if setting.required:
        return "needed"
    default = setting.load_default
    if isinstance(setting, Items) and callable(default):
        default = default()
    if isinstance(default, rule.Rule):
        return f"`{str(default.always).lower()}`"
    if callable(default) or default is marshmallow.missing or default in (None, "", (), []):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple | list):
        return " ".join(f"`{each}`" for each in default)
    return f"`{_cell(str(default))}`"


def _cell(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
