"""The shapes of the language's settings as JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow
from write_kind_docs import _cell, _given_later

from portal_config import permissions
from portal_config.branding import Logo
from portal_config.expressions.parse import ARITY, COLUMNS, NAMED
from portal_config.sections.people import Actions
from portal_config.sections.price_lists import Entries, OverrideSettings
from portal_config.sections.templates import Chosen
from portal_config.settings import (
    Choice,
    Condition,
    DayCount,
    DecimalNumber,
    Flag,
    Items,
    MoneyAmount,
    Part,
    Planned,
    Raw,
    Ref,
    Rule,
    Span,
    Text,
    Url,
    Whole,
)

NAME = "[a-z0-9][a-z0-9_]{0,59}"
"""What follows the prefix of an id, as a pattern."""
CHOSEN: Mapping[str, str] = {"do": "stp", "type": "mail"}
"""Key by which an object names its own settings → what its definitions begin with: ``stp.wait``, ``mail.button``."""

_EXPRESSION = {"$ref": "#/$defs/expression"}
_LITERALS = ("money", "num", "date", "instant", "set", "list")


def shape_of(schema: marshmallow.Schema) -> dict[str, Any]:
    """An object that ``schema`` reads; what no engine obeys yet is described so, and fits."""
    properties = {setting.data_key or name: _setting(setting) for name, setting in schema.load_fields.items()}
    required = sorted(setting.data_key or name for name, setting in schema.load_fields.items() if setting.required)
    made: dict[str, Any] = {"type": "object", "properties": properties}
    if schema.unknown != marshmallow.EXCLUDE:
        made["additionalProperties"] = False
    return {**made, "required": required} if required else made


def chosen(setting: Chosen) -> dict[str, dict[str, Any]]:
    """The definitions that ``setting`` chooses among: ``stp.wait``, and ``stp``, which is any of them."""
    prefix = CHOSEN[setting.key]
    made = {}
    for name, schema in setting.schemas.items():
        own = shape_of(schema)
        properties = {**own["properties"], setting.key: {"const": name}}
        made[f"{prefix}.{name}"] = {
            **own, "properties": properties, "required": sorted({*own.get("required", ()), setting.key}),
        }  # fmt: skip
    return {**made, prefix: {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in made]}}


def _setting(setting: Any) -> dict[str, Any]:
    made = _shape(setting)
    if setting.allow_none and not isinstance(setting, Rule | Planned):
        made = {"anyOf": [made, {"type": "null"}]}
    words = str(setting.metadata.get("label") or setting.metadata.get("help") or "")
    if later := _given_later(setting):
        words = f"{words}. Cannot be published yet: {later}.".removeprefix(". ")
    return {"description": words, **made} if words else made


def _shape(setting: Any) -> dict[str, Any]:
    if isinstance(setting, Planned):
        read = _setting(setting.setting) if setting.setting is not None else {}
        return {**read, "description": f"{setting.what} cannot be published yet."}
    if isinstance(setting, Raw):
        return _setting(setting.setting)
    if isinstance(setting, Chosen):
        return {"$ref": f"#/$defs/{CHOSEN[setting.key]}"}
    if isinstance(setting, Entries):
        override = shape_of(OverrideSettings())
        return {"type": "object", "patternProperties": {f"^prc_{NAME}$": override}, "additionalProperties": False}
    if isinstance(setting, Items):
        made: dict[str, Any] = {"type": "array", "items": _setting(setting.inner), "maxItems": setting.at_most}
        made |= {"minItems": setting.at_least} if setting.at_least else {}
        return made | ({"uniqueItems": True} if setting.unique else {})
    if isinstance(setting, Part):
        return shape_of(setting.schema)
    if isinstance(setting, Choice):
        return {"enum": list(dict.fromkeys((*setting.options, *sorted(setting.planned))))}
    if isinstance(setting, Ref):
        made = {"type": "string", "pattern": f"^(?:{'|'.join(setting.prefixes)})_{NAME}$"}
        if isinstance(setting, Logo):
            words = {"type": "object", "properties": {"asset": made, "alt": {"type": "string"}}, "required": ["asset"]}
            return {"anyOf": [made, {**words, "additionalProperties": False}]}
        return {"anyOf": [made, {"enum": list(setting.words)}]} if setting.words else made
    if isinstance(setting, Whole):
        return {"type": "integer", "minimum": setting.at_least, "maximum": setting.at_most}
    if isinstance(setting, MoneyAmount):
        parts = [{"type": "integer", "minimum": setting.at_least}, {"type": "string", "pattern": "^[A-Z]{3}$"}]
        return {"type": "array", "prefixItems": parts, "minItems": 2, "maxItems": 2}
    if isinstance(setting, Flag):
        return {"type": "boolean"}
    if isinstance(setting, Text):
        made = {"type": "string", "maxLength": setting.at_most}
        return (
            made
            | ({"minLength": setting.at_least} if setting.at_least else {})
            | ({"format": "uri"} if isinstance(setting, Url) else {})
        )
    for sort, shape in (
        (Condition, {**_EXPRESSION, "description": "A rule that comes to yes or no."}),
        (Rule, _EXPRESSION),
        (
            DecimalNumber,
            {
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string", "pattern": r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?$"},
                ]
            },
        ),
        (DayCount, {"type": "string", "pattern": "^P[0-9]"}),
        (Span, {"type": "string", "pattern": "^P[0-9T]"}),
    ):
        if isinstance(setting, sort):
            return dict(shape)
    if isinstance(setting, Actions):
        scopes = sorted({*permissions.CLIENT_SCOPES, *permissions.SELLER_SCOPES})
        return {
            "type": "object",
            "properties": {action: {"enum": scopes} for action in sorted(permissions.READY | permissions.PLANNED)},
            "additionalProperties": False,
        }
    return {"description": _cell(str(type(setting).__doc__ or "").split("\n")[0])}


def expression() -> dict[str, Any]:
    """What any rule is."""
    literals = [
        {"type": "object", "properties": {kind: {}}, "required": [kind], "additionalProperties": False}
        for kind in _LITERALS
    ]
    # Asked one by one, each function would look at all that stands in it: the time would grow by their number with every level.
    calls = {
        "type": "array",
        "minItems": 1,
        "prefixItems": [{"enum": list(ARITY)}],
        "allOf": [
            {"if": {"prefixItems": [{"const": name}]}, "then": {"$ref": f"#/$defs/expression.{name}"}} for name in ARITY
        ],
    }
    return {
        "description": "A rule: a value, or a list of a function's name and what it takes.",
        "oneOf": [{"type": ["string", "integer", "boolean", "null"]}, *literals, calls],
    }


def expressions() -> dict[str, Any]:
    """``expression.add`` and its like: a definition for each function."""
    made = {}
    for name, (fewest, most) in ARITY.items():
        taken: dict[str, Any] = {"type": "string"} if name in NAMED or name in COLUMNS else _EXPRESSION
        first: list[Any] = [{"const": name}]
        if name == "option":
            first, taken = [*first, _EXPRESSION], {"type": "string"}
        if name in COLUMNS:
            taken = _EXPRESSION
        made[f"expression.{name}"] = {
            "type": "array", "prefixItems": first, "items": taken, "minItems": fewest + 1, "maxItems": most + 1,
        }  # fmt: skip
    return made
