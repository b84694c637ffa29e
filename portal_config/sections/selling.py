"""``prices``, ``pipelines``, ``payment_methods`` and ``services``: what is sold, how it is paid and how it is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from portal_config import ids, limits
from portal_config.compiled import (
    EVERYBODY,
    Field,
    Form,
    Move,
    PaymentMethod,
    Pipeline,
    Price,
    Quantity,
    Service,
    Status,
)
from portal_config.findings import pointer
from portal_config.kinds import Kind, registry
from portal_config.reader import Entry, Reader, frozen, immutable
from portal_config.settings import (
    Choice,
    DayCount,
    Fault,
    Flag,
    Items,
    Part,
    Planned,
    Ref,
    Refs,
    SeeSetting,
    Settings,
    Text,
    Whole,
)


class PriceSettings(Settings):
    model = Text(required=True, at_least=1)
    every = Planned("A price per period")
    archived = Planned("Archiving a price")


class StatusSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, label="Name")
    kind = Choice(("open", "active", "waiting_client", "done", "cancelled"), required=True, label="Meaning")
    due = DayCount(label="Days before it is late")
    then = Planned("What follows a status")


class MoveSettings(Settings):
    sources = Refs("sts", at_least=1, data_key="from", required=True)
    to = Refs("sts", at_least=1, required=True)
    by = Refs("rol", at_least=1, required=True)


class PipelineSettings(Settings):
    name = Text(required=True, at_least=1, label="Name")
    start = Ref("sts", required=True, label="First status")
    moves = Items(Part(MoveSettings), at_most=limits.MOVES)


class PaymentMethodSettings(Settings):
    type = Text(required=True, at_least=1)
    label = Text(required=True, at_least=1, at_most=60, label="Name at the checkout")
    fee = Planned("A fee per payment method")


class QuantitySettings(Settings):
    field = Ref("fld", label="Question that asks how many")
    min = Whole(at_least=1, at_most=1_000_000, default=1)
    max = Whole(at_least=1, at_most=1_000_000)
    step = Whole(at_least=1, at_most=1_000_000, default=1)


class BillingSettings(Settings):
    collect = Refs("pmt", label="Ways to pay")
    po_number = Choice(("off", "optional", "required"), default="off", label="PO number")
    terms = Planned("Payment terms")
    rollover = Planned("Rollover")
    overage = Planned("Overage")


class LimitSettings(Settings):
    per_company = Whole(at_least=1, at_most=1_000, label="Orders a client may place")


class ServiceSettings(Settings):
    type = Text(required=True, at_least=1)
    name = Text(required=True, at_least=1, label="Name")
    summary = Text(at_most=limits.SENTENCE, label="One sentence")
    description = Text(at_most=limits.TEXT, lines=True, label="Description")
    icon = Text(at_most=40, label="Icon")
    form = Ref("frm", label="Questions at the checkout")
    pipeline = Ref("pip", required=True, label="Pipeline of its orders")
    lead_time = DayCount(label="Delivered after days")
    limit = Part(LimitSettings, label="Limits")
    public = Flag(label="Open to people who are not signed in")
    see = SeeSetting()
    sold_by = Choice(("self",), planned=("rep", "either"), default="self")
    addons = Planned("Add-ons")
    escalate_when = Planned("A rule")
    archived = Planned("Archiving a service")


class ProductizedSettings(Settings):
    price = Ref("prc", required=True, label="Price")
    quantity = Part(QuantitySettings, optional=True, label="Quantity")
    billing = Part(BillingSettings, label="Payment")


_PRICE, _STATUS, _PIPELINE = PriceSettings(), StatusSettings(), PipelineSettings()
_METHOD, _SERVICE = PaymentMethodSettings(), ServiceSettings()


@registry.register
class Productized(Kind):
    name, family, label, icon, group = "productized", "service", "Fixed service", "box", "Services"
    Settings = ProductizedSettings
    example = {"type": "productized", "name": "Banner set", "pipeline": "pip_example", "price": "prc_example"}


@registry.register
class Free(Kind):
    name, family, label, icon, group = "free", "service", "Free service", "gift", "Services"
    example = {"type": "free", "name": "Free content audit", "pipeline": "pip_example"}


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
    amount = own.values["money"]
    unit = own.values.get("unit") or None
    blob = frozen("price", entry.id, entry.raw)
    return Price(entry.id, kind.name, amount.minor, amount.currency, unit, immutable(own.values), blob)


def read_pipelines(reader: Reader) -> dict[str, Pipeline]:
    """The ``pipelines`` section in order; one without a status is left out."""
    pipelines = {}
    for entry in reader.entries(reader.document, "pipelines", "pipeline_order", "pip", ""):
        pipeline = read_pipeline(reader, entry)
        if pipeline:
            pipelines[entry.id] = pipeline
    return pipelines


def read_pipeline(reader: Reader, entry: Entry) -> Pipeline | None:
    """One pipeline, or None when it has no status."""
    raw = entry.raw if isinstance(entry.raw, dict) else {}
    own = {key: value for key, value in raw.items() if key not in ("statuses", "status_order")}
    read = reader.part(_PIPELINE, own if raw is entry.raw else entry.raw, entry.at)
    statuses = []
    for each in reader.entries(raw, "statuses", "status_order", "sts", entry.at):
        status = reader.part(_STATUS, each.raw, each.at)
        statuses.append(
            Status(each.id, status.text("name") or each.id, status.values["kind"] or "open", status.values["due"])
        )
    own_ids = {status.id for status in statuses}
    moves = _moves(reader, read.values["moves"], own_ids, entry.at + "/moves")
    start = read.values["start"]
    if start not in own_ids:
        if read.broken is None:
            fault = Fault("start_missing", "New orders have no status to begin in.", "Choose the first status.")
            reader.error(entry.at + "/start", fault)
        start = statuses[0].id if statuses else ""
    if not statuses:
        reader.error(
            entry.at + "/statuses", Fault("statuses_missing", "A pipeline needs statuses.", "Add the first one.")
        )
        return None
    blob = frozen("pipeline", entry.id, entry.raw)
    return Pipeline(entry.id, read.text("name") or entry.id, start, tuple(statuses), moves, blob)


def _moves(reader: Reader, raw: Any, statuses: set[str], at: str) -> tuple[Move, ...]:
    moves = []
    for place, move in enumerate(raw or ()):
        for key, name in (("from", "sources"), ("to", "to")):
            for position, status in enumerate(move[name] or ()):
                if status not in statuses:
                    fault = Fault("ref_missing", f"“{status}” is not a status of this pipeline.", "Choose one that is.")
                    reader.error(at + pointer(place, key, position), fault)
        sources = frozenset(move["sources"] or ()) & statuses
        targets = tuple(status for status in move["to"] or () if status in statuses)
        if sources and targets:
            moves.append(Move(sources, targets, frozenset(move["by"] or ())))
    return tuple(moves)


def read_payment_methods(reader: Reader) -> dict[str, PaymentMethod]:
    """The ``payment_methods`` section in order; one that cannot be read is left out."""
    methods = {}
    for entry in reader.entries(reader.document, "payment_methods", "payment_method_order", "pmt", ""):
        common, own, kind = reader.typed(_METHOD, "payment_method", entry.raw, entry.at)
        if kind is None or common.broken or own.broken:
            continue
        methods[entry.id] = PaymentMethod(
            entry.id,
            kind.name,
            common.text("label"),
            own.values.get("account"),
            own.text("instructions"),
            immutable(own.values),
        )
    return methods


def read_services(
    reader: Reader,
    prices: Mapping[str, Price],
    forms: Mapping[str, Form],
    pipelines: Mapping[str, Pipeline],
    methods: Mapping[str, PaymentMethod],
) -> dict[str, Service]:
    """The ``services`` section in order; a broken one is kept, marked, and cannot be ordered."""
    services = {}
    for entry in reader.entries(reader.document, "services", "service_order", "svc", ""):
        common, own, kind = reader.typed(_SERVICE, "service", entry.raw, entry.at)
        broken = common.broken or own.broken
        price = prices.get(own.values.get("price") or "")
        pipeline = common.values.get("pipeline") or ""
        form = common.values.get("form")
        if broken is None and kind is Productized and price is None:
            broken = reader.error(
                entry.at + "/price", Fault("price_broken", "Its price cannot be read.", "Correct the price.")
            )
        if broken is None and pipeline not in pipelines:
            fault = Fault("pipeline_broken", "Its pipeline cannot be read.", "Correct the pipeline.")
            broken = reader.error(entry.at + "/pipeline", fault)
        billing: Mapping[str, Any] = own.values.get("billing") or {}
        collect = tuple(method for method in billing.get("collect") or () if method in methods)
        if broken is None and kind is Productized and not collect:
            fault = Fault("payment_missing", "There is no way to pay for it.", "Choose a payment method.")
            broken = reader.error(entry.at + "/billing/collect", fault)
        quantity = _quantity(reader, own.values.get("quantity"), price, forms.get(form or ""), entry.at + "/quantity")
        kind_name: Literal["productized", "free"] = "free" if common.text("type") == "free" else "productized"
        services[entry.id] = Service(
            id=entry.id,
            slug=ids.slug(entry.id),
            type=kind_name,
            name=common.text("name") or entry.id,
            summary=common.text("summary"),
            description=common.text("description"),
            icon=common.text("icon") or (kind.icon if kind else "box"),
            price=price,
            form=form if form in forms else None,
            pipeline=pipeline,
            quantity=quantity,
            lead_days=common.values.get("lead_time"),
            collect=collect,
            po_number=billing.get("po_number") or "off",
            per_company=(common.values.get("limit") or {}).get("per_company"),
            public=bool(common.values.get("public")),
            see=common.values.get("see") or EVERYBODY,
            broken=broken,
        )
    return services


def _quantity(reader: Reader, raw: Any, price: Price | None, form: Form | None, at: str) -> Quantity:
    if raw is None:
        return Quantity(None, 1, None if price is not None and price.unit else 1, 1)
    lowest, highest, step = raw["min"] or 1, raw["max"], raw["step"] or 1
    if highest is not None and highest < lowest:
        reader.error(at + "/max", Fault("range_empty", "The most is less than the least.", "Raise it."))
        highest = lowest
    asked = raw["field"]
    if asked is None:
        return Quantity(None, lowest, highest, step)
    field = next((each for each in form.fields if each.id == asked), None) if form else None
    if field is None or not _counts(field):
        fault = Fault(
            "quantity_field_wrong",
            "The quantity needs a whole-number question of the service's own form, from 1 on and required.",
            "Choose another question, or set “integer”, “min” and “require” on it.",
        )
        reader.error(at + "/field", fault)
        return Quantity(None, lowest, highest, step)
    least, most, by = (field.settings.get(name) for name in ("min", "max", "step"))
    return Quantity(
        asked,
        max(lowest, int(least)) if least is not None else lowest,
        min((int(each) for each in (highest, most) if each is not None), default=None),
        int(by) if by is not None else step,
    )


def _counts(field: Field) -> bool:
    least = field.settings.get("min")
    whole = field.type == "number" and field.settings.get("integer") is True
    return (
        whole
        and field.require.always
        and field.show.always
        and field.broken is None
        and least is not None
        and least >= 1
    )
