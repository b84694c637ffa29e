"""Engine of the line items field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import LONGEST, AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.line_items.kind import MOST_LINES, MOST_PIECES
from form_schemas.fields.number.field import plain_number, written_number
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say, say_many, unsaid

SKU_LENGTH = 64
NOTE_LENGTH = 200
SHOWN_AT_LEAST = 5
SPARE = 3
"""Rows of a fresh question, and free ones below those that are filled in."""
TWICE = unsaid("“{sku}” stands in another row already. Put both into one.")
HEADINGS = frozenset({"sku", "article", "article number", "artikel", "artikelnummer"})
"""First words of a pasted line that is a heading and no article."""


@dataclass(frozen=True, slots=True)
class Article:
    """What may be ordered. ``multiple`` and ``least`` are in pieces."""

    sku: str
    name: str
    unit: str = ""
    multiple: int = 1
    least: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row as somebody typed it. ``name`` and ``unit`` are those of its article, ``error`` what is wrong with it."""

    number: int
    sku: str = ""
    qty: str = ""
    note: str = ""
    name: str = ""
    unit: str = ""
    error: str = ""


class LineItemsEngine(FieldEngine):
    """Stores rows ``{sku, qty, note}``: the article's number as the catalogue writes it, whole pieces, a text that may be empty."""

    kind = "line_items"
    template = "line_items/field.html"
    sample = [{"sku": "SEAL-20", "qty": 20, "note": ""}]
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[dict[str, Any]] | None:
        """Raises AnswerRefused with the first row that is wrong: too_long, sku_missing, sku, qty_missing, qty, min, multiple, twice; for all rows: max_rows,
        min_total."""
        lines = list(_lines(posted))
        if not lines:
            return None
        if len(lines) > field.settings["max_rows"]:
            self.refuse("max_rows", field, context)
        kept: list[dict[str, Any]] = []
        wrong: list[tuple[int, AnswerRefused]] = []
        for number, line in lines:
            try:
                row = self._row(field, line, context)
                if any(each["sku"].casefold() == row["sku"].casefold() for each in kept):
                    raise AnswerRefused("twice", TWICE, sku=row["sku"])
                kept.append(row)
            except AnswerRefused as refused:
                wrong.append((number, refused))
        if wrong:
            number, first = wrong[0]
            others = len(wrong) - 1
            rest = (
                say_many("{count} more row needs a look.", "{count} more rows need a look.", others) if others else ""
            )
            told = say("Row {number}: {fault}", number=number, fault=first.message)
            raise AnswerRefused(first.code, f"{told} {rest}".rstrip())
        least = field.settings["min_total"]
        if least is not None and sum(row["qty"] for row in kept) < least:
            self.refuse("min_total", field, context)
        return kept

    def _row(self, field: Field, line: tuple[str, str, str], context: FormContext) -> dict[str, Any]:
        typed, qty, note = (cleaned(text) for text in line)
        note = note if field.settings["notes"] else ""
        if len(typed) > SKU_LENGTH or len(note) > NOTE_LENGTH:
            raise AnswerRefused(
                "too_long",
                "Use at most {sku} characters for the article, {note} for a note.",
                sku=SKU_LENGTH,
                note=NOTE_LENGTH,
            )
        if not typed:
            raise AnswerRefused("sku_missing", "Say which article.")
        article = self.article(field, typed, context)
        if article is None:
            raise AnswerRefused("sku", "There is no article “{sku}”. Choose one from the list.", sku=typed)
        if not qty:
            raise AnswerRefused("qty_missing", "Say how many of “{sku}”.", sku=article.sku)
        plain = plain_number(qty, context.locale)
        pieces = Decimal(plain) if plain is not None else Decimal("NaN")
        if not pieces.is_finite() or pieces % 1 or not 1 <= pieces <= MOST_PIECES:
            raise AnswerRefused(
                "qty",
                "Write a whole number of “{sku}”, like {example}.",
                sku=article.sku,
                example=max(article.multiple, article.least),
            )
        if pieces < article.least:
            least = _figure(article.least, context)
            raise AnswerRefused("min", "Order at least {least} of “{sku}”.", least=least, sku=article.sku)
        if pieces % article.multiple:
            raise AnswerRefused(
                "multiple",
                "Order “{sku}” in multiples of {multiple}.",
                sku=article.sku,
                multiple=_figure(article.multiple, context),
            )
        return {"sku": article.sku, "qty": int(pieces), "note": note}

    def article(self, field: Field, sku: str, context: FormContext) -> Article | None:
        """The article of that number, whatever its letters' case: of the catalogue, else of the list outside; without both, any."""
        for each in field.settings["catalogue"]:
            if each["sku"].casefold() == sku.casefold():
                return Article(each["sku"], each["name"], each["unit"] or "", each["multiple"], each["min"])
        if field.settings["catalogue"]:
            return None
        lookup = context.lookups.get(self.kind)
        if lookup is None:
            return Article(sku, "")
        entry = lookup.entry(field, sku)
        if entry is None:
            return None
        more = entry.more
        return Article(
            entry.value, entry.label, str(more.get("unit", "")), int(more.get("multiple", 1)), int(more.get("min", 1))
        )

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Each row: ``10 × SEAL-20 Seal, 20 mm (urgent); 2 × VALVE-1``."""
        names = {each["sku"]: each["name"] for each in field.settings["catalogue"]}
        told = []
        for row in value:
            name = f" {names[row['sku']]}" if row["sku"] in names else ""
            note = f" ({row['note']})" if row["note"] else ""
            told.append(f"{written_number(Decimal(row['qty']), locale)} × {row['sku']}{name}{note}")
        return "; ".join(told)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The rows as lists of the three columns."""
        return Posted.made(
            sku=[row["sku"] for row in value],
            qty=[str(row["qty"]) for row in value],
            note=[row["note"] for row in value],
        )

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The rows with what is wrong in each, free ones below, and the catalogue."""
        rows = []
        seen: set[str] = set()
        for number, (_, line) in enumerate(_lines(posted), start=1):
            if number > MOST_LINES:
                break
            rows.append(self._shown(field, number, line, context, seen))
        count = min(max(SHOWN_AT_LEAST, len(rows) + SPARE), max(field.settings["max_rows"], len(rows)))
        rows += [Row(number) for number in range(len(rows) + 1, count + 1)]
        lookup = context.lookups.get(self.kind) if not field.settings["catalogue"] else None
        listed = [(each["sku"], each["name"]) for each in field.settings["catalogue"]]
        if lookup is not None:
            listed = [(entry.value, entry.label) for entry in lookup.entries(field)]
        return {"rows": rows, "articles": listed, "names": json.dumps(dict(listed)) if listed else ""}

    def _shown(
        self, field: Field, number: int, line: tuple[str, str, str], context: FormContext, seen: set[str]
    ) -> Row:
        error = ""
        try:
            row = self._row(field, line, context)
            if row["sku"].casefold() in seen:
                error = say(TWICE, sku=row["sku"])
            seen.add(row["sku"].casefold())
        except AnswerRefused as refused:
            error = refused.message
        article = self.article(field, line[0].strip(), context) if line[0].strip() else None
        return Row(number, *line, article.name if article else "", article.unit if article else "", error)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many rows and pieces."""
        messages = {"max_rows": say("Use at most {most} rows.", most=field.settings["max_rows"])}
        if field.settings["min_total"] is not None:
            messages["min_total"] = say(
                "Order at least {least} pieces altogether.", least=_figure(field.settings["min_total"], context)
            )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many rows."""
        return {"data-most-lines": field.settings["max_rows"]}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Add at least one article.")


def _lines(posted: Posted) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Rows that are not empty, with their number on the page: those of the table, then pasted ones."""
    columns = [posted.part(name) for name in ("sku", "qty", "note")]
    number = 0
    for place in range(min(max(map(len, columns)), MOST_LINES)):
        sku, qty, note = (column[place][:LONGEST] if place < len(column) else "" for column in columns)
        number = place + 1
        if sku.strip() or qty.strip() or note.strip():
            yield number, (sku, qty, note)
    for pasted in pasted_lines(posted.part("paste").text):
        number += 1
        yield number, pasted


def pasted_lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Lines of a table that was copied or of a CSV file: article, quantity, note, apart by tabs, semicolons or commas. A line of headings is left out."""
    text = text[:LONGEST].lstrip("\ufeff").replace("\0", "")
    first = text.strip().partition("\n")[0]
    sign = next((sign for sign in ("\t", ";", ",") if sign in first), ",")
    try:
        cells = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=sign)]
    except csv.Error:
        raise AnswerRefused("paste", "What was pasted cannot be read. Put one article on each line.") from None
    found = 0
    for place, line in enumerate(cells):
        if not any(line) or (not place and line[0].casefold() in HEADINGS):
            continue
        found += 1
        if found > MOST_LINES + 1:
            return
        yield line[0], line[1] if len(line) > 1 else "", line[2] if len(line) > 2 else ""


def _figure(number: int, context: FormContext) -> str:
    return written_number(Decimal(number), context.locale)
