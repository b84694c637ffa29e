"""Declaration of the line items field."""

# ruff: noqa: ARG002 - arguments belong to the interface

import re
from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Flag, Items, Part, Settings, Text, Whole, refuse

MOST_ARTICLES = 300
MOST_LINES = 200
MOST_PIECES = 1_000_000
_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/\-]{0,63}", re.ASCII)


class Sku(Text):
    """The number of an article."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _SKU.fullmatch(value):
            refuse("sku_invalid", "An article number has letters, digits and . _ / -.", "Write it like AB-100.")
        return value


class ArticleSettings(Settings):
    sku = Sku(required=True)
    name = Text(required=True, at_least=1, translated=True)
    unit = Text(at_most=40, translated=True)
    multiple = Whole(at_least=1, at_most=MOST_PIECES, default=1)
    min = Whole(at_least=1, at_most=MOST_PIECES, default=1)


class LineItemsSettings(Settings):
    catalogue = Items(Part(ArticleSettings), at_most=MOST_ARTICLES, label="Articles; none: any article number")
    min_total = Whole(at_least=1, at_most=MOST_PIECES, label="Pieces altogether at least")
    max_rows = Whole(at_least=1, at_most=MOST_LINES, default=50, label="Rows at most")
    notes = Flag(default=True, label="A note at each row")

    @validates_schema
    def each_once(self, settings: dict[str, Any], **_: Any) -> None:
        """No article stands twice."""
        seen: set[str] = set()
        for place, article in enumerate(settings["catalogue"]):
            sku = article["sku"].casefold()
            if sku in seen:
                fault = Fault("value_duplicate", f"“{article['sku']}” stands twice.", "Keep one of the two.")
                raise ValidationError({place: {"sku": [fault]}}, "catalogue")
            seen.add(sku)


@registry.register
class LineItems(Kind):
    name, family, label, icon, group = "line_items", "field", "Article list", "list", "Orders"
    Settings = LineItemsSettings
    example = {
        "type": "line_items",
        "key": "articles",
        "label": "Articles",
        "catalogue": [
            {"sku": "SEAL-20", "name": "Seal, 20 mm", "unit": "piece", "multiple": 10},
            {"sku": "VALVE-1", "name": "Ball valve", "min": 2},
        ],
    }
