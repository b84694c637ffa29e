"""Engine of the matrix field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say


class MatrixEngine(FieldEngine):
    """Stores an object: row → the value of its column, or a list of them in the order of the columns."""

    kind = "matrix"
    sample = {"speed": "high", "price": "mid"}
    template = "matrix/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str | list[str]] | None:
        """Raises AnswerRefused: choice, one, rows."""
        order = [column["value"] for column in field.settings["columns"]]
        many = field.settings["many"]
        chosen: dict[str, str | list[str]] = {}
        for row in field.settings["rows"]:
            values = {value for value in posted.part(row["value"]) if value}
            if not values:
                continue
            if values - set(order):
                raise AnswerRefused("choice", "Choose from the columns at “{row}”.", row=row["label"])
            if len(values) > 1 and not many:
                raise AnswerRefused("one", "Choose one column only at “{row}”.", row=row["label"])
            chosen[row["value"]] = [value for value in order if value in values] if many else values.pop()
        if chosen and field.settings["every_row"]:
            open_row = next((row["label"] for row in field.settings["rows"] if row["value"] not in chosen), None)
            if open_row is not None:
                raise AnswerRefused("rows", "Answer each row: “{row}” is still open.", row=open_row)
        return chosen or None

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Each row with its words: ``Speed: Very; Price: Not very``."""
        columns = {column["value"]: column["label"] for column in field.settings["columns"]}
        rows = {row["value"]: row["label"] for row in field.settings["rows"]}
        told = []
        for row, answer in value.items():
            answers = answer if isinstance(answer, list) else [answer]
            words = ", ".join(str(columns.get(each, each)) for each in answers)
            told.append(f"{rows.get(row, row)}: {words}")
        return "; ".join(told)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The chosen values by row."""
        return Posted(
            (), {row: (answer,) if isinstance(answer, str) else tuple(answer) for row, answer in value.items()}
        )

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The rows with what is chosen in each."""
        rows = [
            {"value": row["value"], "label": row["label"], "chosen": frozenset(posted.part(row["value"]))}
            for row in field.settings["rows"]
        ]
        return {"rows": rows, "columns": field.settings["columns"]}

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """That each row needs an answer."""
        return {"rows": say("Answer each row.")} if field.settings["every_row"] else {}

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many rows need an answer."""
        return {"data-every-row": len(field.settings["rows"])} if field.settings["every_row"] else {}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Answer each row.") if field.settings["every_row"] else say("Answer at least one row.")
