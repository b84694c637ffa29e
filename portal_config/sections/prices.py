"""``prices``: what things cost, by one model each."""

from __future__ import annotations

from portal_config.compiled import Price
from portal_config.reader import Entry, Reader, frozen, immutable
from portal_config.settings import Flag, Period, Planned, Settings, Text


class PriceSettings(Settings):
    model = Text(required=True, at_least=1)
    every = Planned("A price per period", Period())
    archived = Flag(label="Sold no more")


_PRICE = PriceSettings()


def read_prices(reader: Reader) -> dict[str, Price]:
    """The ``prices`` section in order; a price that cannot be read is left out, and what sells by it is broken."""
    prices = {}
    for entry in reader.entries(reader.document, "prices", "price_order", "prc", ""):
        price = read_price(reader, entry)
        if price:
            prices[entry.id] = price
    return prices


def read_price(reader: Reader, entry: Entry) -> Price | None:
    """One price, or None when it cannot be read."""
    common, own, kind = reader.typed(_PRICE, "price_model", entry.raw, entry.at, "model")
    if kind is None or common.broken or own.broken:
        return None
    amount = own.values.get("money")
    currency = amount.currency if amount is not None else own.values.get("currency") or ""
    return Price(
        entry.id,
        kind.name,
        currency,
        own.values.get("unit") or None,
        immutable(own.values),
        frozen("price", entry.id, entry.raw),
        bool(common.values["archived"]),
        common.values["every"],
    )
