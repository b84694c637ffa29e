"""``services`` and ``addons``: what is sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from portal_config import ids, limits
from portal_config.compiled import (
    Addon,
    Field,
    Form,
    Package,
    PaymentMethod,
    Pipeline,
    Price,
    Quantity,
    Service,
)
from portal_config.expressions.rule import YES
from portal_config.findings import Finding, pointer
from portal_config.kinds import Kind, registry
from portal_config.planned.selling import TERMS
from portal_config.reader import Entry, Read, Reader, immutable
from portal_config.sections.paying import INVOICE, collected
from portal_config.sections.plans import read_plans
from portal_config.see import EVERYBODY
from portal_config.settings import (
    Choice,
    Condition,
    DayCount,
    Fault,
    Flag,
    Items,
    Part,
    Period,
    Planned,
    Raw,
    Ref,
    Refs,
    SeeSetting,
    Settings,
    Text,
    Whole,
)

PLACES = 6
"""Decimal places of a quantity, as orders keep it."""


class QuantitySettings(Settings):
    field = Ref("fld", label="Question that asks how many")
    min = Whole(at_least=1, at_most=1_000_000, default=1, label="Fewest in one order")
    max = Whole(at_least=1, at_most=1_000_000, label="Most in one order")
    step = Whole(at_least=1, at_most=1_000_000, default=1, label="In steps of")


class BillingSettings(Settings):
    collect = Refs("pmt", "env", words=(INVOICE,), label="Ways to pay")
    po_number = Choice(("off", "optional", "required"), default="off", label="PO number")
    terms = Planned("Payment terms", Choice(TERMS))
    rollover = Planned("Rollover", Period())
    overage = Planned("Overage", Ref("prc"))


class LimitSettings(Settings):
    per_company = Whole(at_least=1, at_most=1_000, label="Orders a client may place")


class ServiceSettings(Settings):
    type = Text(required=True, at_least=1)
    name = Text(required=True, at_least=1, translated=True, label="Name")
    summary = Text(at_most=limits.SENTENCE, translated=True, label="One sentence")
    description = Text(at_most=limits.TEXT, lines=True, translated=True, label="Description")
    icon = Text(at_most=40, label="Icon")
    form = Ref("frm", label="Questions at the checkout")
    pipeline = Ref("pip", required=True, label="Pipeline of its orders")
    lead_time = DayCount(label="Delivered after days")
    limit = Part(LimitSettings, label="Limits")
    public = Flag(label="Open to people who are not signed in")
    see = SeeSetting()
    sold_by = Choice(("self",), planned=("rep", "either"), default="self", label="Who sells it")
    addons = Refs("adn", at_most=20, label="Add-ons")
    escalate_when = Raw(Planned("A rule that passes an order on", Condition()))
    archived = Flag(label="Offered no more")


class PackageSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name")
    summary = Text(at_most=limits.SENTENCE, translated=True, label="One sentence")
    price = Ref("prc", required=True, label="Price")
    features = Items(Text(at_least=1, at_most=limits.NAME, translated=True), at_most=20, label="What is in it")
    highlight = Text(at_most=40, translated=True, label="Words that single it out")


class AddonSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name")
    summary = Text(at_most=limits.SENTENCE, translated=True, label="One sentence")
    price = Ref("prc", required=True, label="Price")
    services = Refs("svc", data_key="for", label="Services it goes with")
    max = Whole(at_least=1, at_most=1_000, default=1, label="How many at most")
    when = Raw(Condition(default=True), label="Offered")


class WhenSettings(Settings):
    when = Condition(default=True, label="Offered")


class EscalateSettings(Settings):
    escalate_when = Planned("A rule that passes an order on", Condition())


class ProductizedSettings(Settings):
    price = Ref("prc", label="Price")
    quantity = Part(QuantitySettings, optional=True, label="Quantity")
    billing = Part(BillingSettings, label="Payment")


_SERVICE = ServiceSettings()
_PACKAGE, _ADDON, _WHEN, _ESCALATE = PackageSettings(), AddonSettings(), WhenSettings(), EscalateSettings()


@registry.register
class Productized(Kind):
    name, family, label, icon, group = "productized", "service", "Fixed service", "box", "Services"
    Settings = ProductizedSettings
    example = {"type": "productized", "name": "Banner set", "pipeline": "pip_example", "price": "prc_example"}


@registry.register
class Free(Kind):
    name, family, label, icon, group = "free", "service", "Free service", "gift", "Services"
    example = {"type": "free", "name": "Free content audit", "pipeline": "pip_example"}


def read_addons(reader: Reader, prices: Mapping[str, Price]) -> dict[str, tuple[Addon, frozenset[str], Any, str]]:
    """The ``addons`` section in order: the add-on, the services it goes with, its rule as it is written, and where it stands. What each service's form
    makes of the rule is for ``read_services``; one that cannot be read is left out."""
    addons = {}
    for entry in reader.entries(reader.document, "addons", "addon_order", "adn", ""):
        read = reader.part(_ADDON, entry.raw, entry.at)
        price = prices.get(read.values["price"] or "")
        if read.broken is not None:
            continue
        if price is None:
            reader.error(entry.at + "/price", Fault("price_broken", "Its price cannot be read.", "Correct the price."))
            continue
        made = Addon(entry.id, read.text("name"), read.text("summary"), price, read.values["max"])
        addons[entry.id] = (made, frozenset(read.values["services"]), read.values["when"], entry.at)
    return addons


def read_services(
    reader: Reader,
    prices: Mapping[str, Price],
    forms: Mapping[str, Form],
    pipelines: Mapping[str, Pipeline],
    methods: dict[str, PaymentMethod],
    slots: Mapping[str, str],
) -> dict[str, Service]:
    """The ``services`` section in order; a broken one is kept, marked, and cannot be ordered. ``slots``: env slot → kind; one that a service names as a way
    to pay joins ``methods``."""
    services = {}
    addons = read_addons(reader, prices)
    for entry in reader.entries(reader.document, "services", "service_order", "svc", ""):
        raw = entry.raw if isinstance(entry.raw, dict) else {}
        split = ("packages", "package_order", *(("plans", "plan_order") if raw.get("type") == "subscription" else ()))
        own_raw = {key: value for key, value in raw.items() if key not in split}
        common, own, kind = reader.typed(_SERVICE, "service", own_raw if raw is entry.raw else entry.raw, entry.at)
        broken = common.broken or own.broken
        pipeline = common.values.get("pipeline") or ""
        form = forms.get(common.values.get("form") or "")
        price = prices.get(own.values.get("price") or "")
        packages = _packages(reader, raw, prices, entry.at)
        if broken is None and kind is Productized:
            broken = _sold_by(reader, own, price, raw, packages, entry.at)
        if broken is None and pipeline not in pipelines:
            fault = Fault("pipeline_broken", "Its pipeline cannot be read.", "Correct the pipeline.")
            broken = reader.error(entry.at + "/pipeline", fault)
        billing: Mapping[str, Any] = own.values.get("billing") or {}
        named = billing.get("collect") or ()
        collect = collected(reader, named, methods, slots, entry.at + "/billing/collect", told=kind is Productized)
        if common.values.get("escalate_when") is not None:
            rule = {"escalate_when": common.values["escalate_when"]}
            reader.part(_ESCALATE, rule, entry.at, form.names if form else None)
        if broken is None and kind is Productized and not named:
            fault = Fault("payment_missing", "There is no way to pay for it.", "Choose a payment method.")
            broken = reader.error(entry.at + "/billing/collect", fault)
        first = price or next((package.price for package in packages), None)
        quantity = _quantity(reader, own.values.get("quantity"), first, form, entry.at + "/quantity")
        services[entry.id] = Service(
            id=entry.id,
            slug=ids.slug(entry.id),
            type=cast(Any, kind.name if kind else "productized"),
            name=common.text("name") or entry.id,
            summary=common.text("summary"),
            description=common.text("description"),
            icon=common.text("icon") or (kind.icon if kind else "box"),
            price=price,
            form=form.id if form else None,
            pipeline=pipeline,
            quantity=quantity,
            lead_days=common.values.get("lead_time"),
            collect=collect,
            po_number=billing.get("po_number") or "off",
            per_company=(common.values.get("limit") or {}).get("per_company"),
            public=bool(common.values.get("public")),
            see=common.values.get("see") or EVERYBODY,
            broken=broken,
            packages=packages,
            addons=_addons(
                reader,
                common.values.get("addons") or (),
                addons,
                entry,
                kind,
                form,
                first,
                archived=bool(common.values.get("archived")),
            ),
            archived=bool(common.values.get("archived")),
            plans=read_plans(reader, raw, prices, entry.at) if "plans" in split else (),
            settings=immutable(own.values if kind is not None and kind.engine == "planned" else {}),
        )
    return services


def _packages(reader: Reader, raw: Mapping[str, Any], prices: Mapping[str, Price], at: str) -> tuple[Package, ...]:
    packages: list[Package] = []
    for entry in reader.entries(raw, "packages", "package_order", "pkg", at):
        read = reader.part(_PACKAGE, entry.raw, entry.at)
        price = prices.get(read.values["price"] or "")
        if price is None:
            if read.broken is None:
                fault = Fault("price_broken", "Its price cannot be read.", "Correct the price.")
                reader.error(entry.at + "/price", fault)
            continue
        if read.text("highlight") and any(package.highlight for package in packages):
            fault = Fault("highlight_twice", "Another package is singled out already.", "Keep one of the two.")
            reader.error(entry.at + "/highlight", fault)
        packages.append(
            Package(
                entry.id,
                read.text("name") or entry.id,
                read.text("summary"),
                price,
                tuple(each for each in read.values["features"] or () if each),
                read.text("highlight"),
            )
        )
    return tuple(packages)


def _sold_by(
    reader: Reader,
    own: Read,
    price: Price | None,
    raw: Mapping[str, Any],
    packages: tuple[Package, ...],
    at: str,
) -> Finding | None:
    """What is wrong with how a service is sold: by one price, or in packages of one currency."""
    if raw.get("packages"):
        if own.values.get("price"):
            fault = Fault(
                "price_or_packages", "It has packages, so its own price means nothing.", "Remove one of the two."
            )
            return reader.error(at + "/price", fault)
        if not packages:
            fault = Fault("price_broken", "None of its packages can be read.", "Correct them.")
            return reader.error(at + "/packages", fault)
        if len({package.price.currency for package in packages}) > 1:
            fault = Fault("currency_mixed", "Its packages are sold in several currencies.", "Choose one.")
            return reader.error(at + "/packages", fault)
        if len({bool(package.price.unit) for package in packages}) > 1:
            fault = Fault(
                "packages_mixed",
                "Some packages cost by how many are ordered, others as a whole: one quantity cannot be asked for both.",
                "Give all of them a price per unit, or none.",
            )
            return reader.error(at + "/packages", fault)
    elif not own.values.get("price"):
        return reader.error(at + "/price", Fault("missing", "This is needed.", "Choose a price, or add packages."))
    elif price is None:
        return reader.error(at + "/price", Fault("price_broken", "Its price cannot be read.", "Correct the price."))
    for each in (price, *(package.price for package in packages)):
        if each is not None and each.of_service:
            fault = Fault(
                "percent_alone", "A percentage of the service is a price of add-ons only.", "Choose another price."
            )
            return reader.error(at + "/price", fault)
        if each is not None and each.archived and not raw.get("archived"):
            return reader.error(at + ("/packages" if packages else "/price"), _archived("It"))
    return None


def _archived(what: str) -> Fault:
    return Fault("price_archived", f"{what} costs a price that is sold no more.", "Choose another price.")


def _addons(
    reader: Reader,
    named: Sequence[str],
    addons: Mapping[str, tuple[Addon, frozenset[str], Any, str]],
    entry: Entry,
    kind: type[Kind] | None,
    form: Form | None,
    price: Price | None,
    *,
    archived: bool,
) -> tuple[Addon, ...]:
    """The add-ons of a service, each with its rule read by the service's own form. ``archived``: the service itself is offered no more."""
    made = []
    for place, addon_id in enumerate(named):
        if addon_id not in addons:
            continue
        addon, services, when, at = addons[addon_id]
        here = entry.at + pointer("addons", place)
        if services and entry.id not in services:
            fault = Fault("addon_elsewhere", f"“{addon.name}” goes with other services.", "Add this one in its “for”.")
            reader.error(here, fault)
            continue
        if addon.price.currency and price is not None and addon.price.currency != price.currency:
            fault = Fault("currency_mixed", f"“{addon.name}” is sold in another currency.", "Choose one currency.")
            reader.error(here, fault)
            continue
        if kind is Free:
            fault = Fault(
                "addon_of_free",
                f"“{addon.name}” costs something, and a free service has no way to pay.",
                "Take it out.",
            )
            reader.error(here, fault)
            continue
        if price is None and addon.price.of_service:
            fault = Fault("percent_alone", f"“{addon.name}” is a percentage of nothing.", "Take it out.")
            reader.error(here, fault)
            continue
        if addon.price.archived and not archived:
            reader.error(here, _archived(f"“{addon.name}”"))
            continue
        rule = YES
        if when is not None:
            read = reader.part(_WHEN, {"when": when}, at, form.names if form else None)
            rule = read.values["when"]
        made.append(replace(addon, when=rule))
    return tuple(made)


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
    least = _counts(field) if field is not None else None
    if field is None or least is None:
        fault = Fault(
            "quantity_field_wrong",
            "The quantity needs a number question of the service's own form that is always asked and required, above 0.",
            "Choose another question, or set “min” and “require” on it.",
        )
        reader.error(at + "/field", fault)
        return Quantity(None, lowest, highest, step)
    most = field.settings.get("max")
    bounds = [each for each in (highest, most) if each is not None]
    if not field.settings.get("integer"):
        # A question that takes fractions says itself where they begin.
        return Quantity(asked, least if lowest == 1 else max(lowest, least), min(bounds, default=None), step, PLACES)
    return Quantity(
        asked,
        max(lowest, int(least)),
        min((int(each) for each in bounds), default=None),
        step,
    )


def _counts(field: Field) -> Decimal | None:
    """The least that a question may be answered with, None where it cannot say how much is ordered."""
    least = field.settings.get("min")
    always = field.require.always and field.show.always and field.broken is None
    fits = field.type == "number" and always and isinstance(least, Decimal) and least > 0
    return least if fits else None
