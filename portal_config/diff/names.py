"""What things are called: parts by their own words, settings by their labels, values as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import marshmallow

from portal_config import ids, money
from portal_config.diff.rules import is_rule, rule_text
from portal_config.diff.wording import choice, figure, inside, joined, label, option_words, quoted, words
from portal_config.durations import duration
from portal_config.edits.places import Path, Spot, spot
from portal_config.first_steps import STEPS
from portal_config.kinds import registry
from portal_config.news import news_at
from portal_config.sections import (
    accounting,
    addresses,
    approvals,
    assets,
    automations,
    folders,
    forms,
    groups,
    layout,
    notifications,
    onboarding,
    paying,
    people,
    pipelines,
    plans,
    portal,
    price_lists,
    prices,
    selling,
    support,
    templates,
)
from portal_config.settings import Choice, Planned, Text

LONGEST = 90
"""Characters of a text that a sentence quotes."""
LONGEST_RULE = 120
"""Characters of a rule in a sentence."""

TITLES = ("label", "name", "title", "subject", "code", "question")
_FAMILIES = {
    "tabs": "tab", "widgets": "widget", "fields": "field", "prices": "price_model", "payment_methods": "payment_method",
    "services": "service", "sections": "section", "blocks": "block",
}  # fmt: skip
_SCHEMAS: dict[str, type[marshmallow.Schema]] = {
    "tabs": layout.TabSettings, "widgets": layout.WidgetSettings, "dashboards": layout.DashboardSettings, "pages": layout.PageSettings,
    "sections": layout.PartSettings, "blocks": layout.PartSettings, "roles": people.RoleSettings, "legal": people.LegalSettings,
    "prices": prices.PriceSettings, "statuses": pipelines.StatusSettings, "pipelines": pipelines.PipelineSettings,
    "payment_methods": paying.PaymentMethodSettings, "services": selling.ServiceSettings, "fields": forms.FieldSettings,
    "forms": forms.FormSettings, "portal": portal.PortalSettings, "access": portal.AccessSettings, "sign_in": portal.SignInSettings,
    "env": portal.SlotSettings, "notifications": notifications.NotificationSettings,
    "groups": groups.GroupSettings, "onboarding": onboarding.OnboardingSettings, "cards": onboarding.CardSettings,
    "checklist": onboarding.FirstStepSettings,
    "folders": folders.FolderSettings, "domains": addresses.DomainSettings, "approvals": approvals.ApprovalSettings,
    "automations": automations.AutomationSettings, "templates": templates.TemplateSettings, "price_lists": price_lists.PriceListSettings,
    "coupons": price_lists.CouponSettings, "invoicing": accounting.InvoicingSettings, "tax": accounting.TaxSettings,
    "regions": accounting.RegionSettings, "categories": accounting.CategorySettings, "help": support.HelpSettings,
    "articles": support.ArticleSettings, "questions": support.QuestionSettings, "desks": support.DeskSettings, "reviews": support.ReviewSettings,
    "wording": support.WordingSettings, "plans": plans.PlanSettings, "packages": selling.PackageSettings, "addons": selling.AddonSettings,
    "assets": assets.AssetSettings,
}  # fmt: skip
_OWN_LABELS = {
    ("forms", "pages"): "Pages", ("pages", "fields"): "Questions", ("options", "value"): "Value in exports", ("portal", "numbering"): "Numbering",
    ("branding", "mark"): "Mark", ("branding", "theme"): "Theme", ("branding", "logo"): "Logo", ("branding", "tokens"): "Look",
    ("pipelines", "moves"): "Moves", ("tabs", "type"): "Kind", ("widgets", "type"): "Kind", ("fields", "type"): "Kind of answer",
    ("services", "type"): "Kind", ("sections", "type"): "Kind", ("blocks", "type"): "Kind", ("payment_methods", "type"): "Kind", ("prices", "model"): "Kind",
    ("services", "lead_time"): "Delivered after",
    ("statuses", "due"): "Late after",
    ("steps", "do"): "What happens", ("automations", "if"): "If", ("price_lists", "entries"): "Prices",
    ("tabs", "page"): "Page", ("tabs", "dashboards"): "Dashboards", ("widgets", "source"): "Shows",
}  # fmt: skip
NOUNS = {
    "tabs": "", "dashboards": "Dashboard", "pages": "Page", "services": "", "prices": "Price", "forms": "Form", "pipelines": "Pipeline",
    "payment_methods": "", "roles": "Role", "legal": "", "notifications": "", "env": "Connection", "widgets": "Widget", "sections": "Section", "blocks": "Block",
    "fields": "Question", "statuses": "Status", "options": "Answer", "plans": "Plan", "packages": "Package", "addons": "", "groups": "Group",
    "cards": "Card", "checklist": "Step", "folders": "Folder", "approvals": "", "automations": "", "templates": "Mail", "price_lists": "", "coupons": "", "desks": "",
    "articles": "Article", "questions": "Question", "regions": "Region", "categories": "Category", "steps": "Step", "then": "Step", "else": "Step",
    "slots": "Column", "assets": "",
}  # fmt: skip


class Names:
    """The words of one document; what has none in it is called as it was ``before``."""

    def __init__(self, document: Mapping[str, Any], before: Names | None = None) -> None:
        self._before: Mapping[str, str] = before._found if before is not None else {}
        self._found: dict[str, str] = {}
        self._sold: dict[str, list[str]] = {}
        self._amounts: dict[str, str] = {}
        for name, prefix in ids.MAPS.items():
            self._walk(document.get(name), Spot("map", name, prefix))
        for name in ids.SINGLES:
            holder = document.get(name)
            for inner, prefix in ids.INNER[name].items():
                self._walk(holder.get(inner) if isinstance(holder, dict) else None, Spot("map", inner, prefix))
        prices = document.get("prices")
        for price_id, price in prices.items() if isinstance(prices, dict) else ():
            if isinstance(price, dict) and is_money(price.get("money")):
                self._amounts[price_id] = money_words(price["money"])
        self._sell(document)

    def _sell(self, document: Mapping[str, Any]) -> None:
        """Whose price each is: all services that name it, else the first package or plan, else the first add-on."""
        shared: dict[str, list[str]] = {}
        for service_id, service in _parts(document.get("services")):
            if isinstance(service.get("price"), str):
                self._sold.setdefault(service["price"], []).append(self._found.get(service_id) or service_id)
            for inner in ("packages", "plans"):
                for part_id, part in _parts(service.get(inner)):
                    if isinstance(part.get("price"), str):
                        what, around = (self._found.get(each) or each for each in (part_id, service_id))
                        shared.setdefault(part["price"], [words("of_service", what=what, around=quoted(around))])
        for addon_id, addon in _parts(document.get("addons")):
            if isinstance(addon.get("price"), str):
                shared.setdefault(addon["price"], [self._found.get(addon_id) or addon_id])
        self._sold = {**shared, **self._sold}

    def _walk(self, entries: Any, at: Spot) -> None:
        pairs: list[tuple[Any, Any]] = list(entries.items()) if isinstance(entries, dict) else []
        if isinstance(entries, list):
            pairs = [(each.get("id"), each) for each in entries if isinstance(each, dict)]
        for part_id, part in pairs:
            if isinstance(part_id, str):
                self._found.setdefault(part_id, _own_name(part, at) or "")
            for name, prefix in ids.INNER.get(at.name, {}).items():
                self._walk(part.get(name) if isinstance(part, dict) else None, Spot("map", name, prefix))
            for name, prefix in ids.LISTED.get(at.name, {}).items():
                self._walk(part.get(name) if isinstance(part, dict) else None, Spot("list", name, prefix))

    def of(self, part_id: str) -> str:
        """What a part is called, without quotes; its id where it has no words."""
        if part_id in self._sold:
            return joined(self._sold[part_id])
        return short(self._found.get(part_id) or self._before.get(part_id) or part_id)

    def value(self, part_id: str) -> str:
        """A part as the value of a setting: a price by its amount, all others by their name in quotes."""
        return self._amounts.get(part_id) or quoted(self.of(part_id))

    def __contains__(self, part_id: object) -> bool:
        return part_id in self._found


def _parts(entries: Any) -> list[tuple[str, dict[str, Any]]]:
    """Entries of a map that can be looked into."""
    pairs = entries.items() if isinstance(entries, dict) else ()
    return [(part_id, part) for part_id, part in pairs if isinstance(part, dict)]


def _own_name(part: Any, at: Spot) -> str:
    if not isinstance(part, dict):
        return ""
    for key in (*TITLES, "text") if at.name == "blocks" else TITLES:
        if isinstance(part.get(key), str) and part[key].strip():
            return short(part[key], 60)
    if at.kind == "list" and isinstance(part.get("do"), str):
        return str(part["do"]).replace("_", " ")
    if at.name == "checklist":
        step = STEPS.get(str(part.get("do")))
        return label(step.name) if step else ""
    if at.name == "notifications":
        news = news_at(part)
        return label(news.title) if news else ""
    # A section is called by its first heading, everything else by its kind.
    blocks = part.get("blocks")
    for block in blocks.values() if at.name == "sections" and isinstance(blocks, dict) else ():
        if isinstance(block, dict) and block.get("type") == "heading" and isinstance(block.get("text"), str):
            return short(block["text"], 60)
    return kind_label(at.name, part)


def kind_label(name: str, part: Any) -> str:
    """What the kind of a part is called; empty for one nobody knows."""
    written = part.get("type", part.get("model")) if isinstance(part, dict) else None
    kind = registry.get(_FAMILIES.get(name, ""), written) if isinstance(written, str) else None
    return label(kind.label) if kind else ""


def short(text: str, most: int = LONGEST) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def label_of(path: Path, part: Any) -> str:
    """What people call the property at ``path``; ``part`` is the part it belongs to, whose kind may have settings of its own."""
    name, keys = _place(path)
    if not keys:
        return label(name.replace("_", " ").capitalize())
    if (name, keys[0]) in _OWN_LABELS and len(keys) == 1:
        return label(_OWN_LABELS[name, keys[0]])
    schemas = _schemas(name, part)
    labels = [_label(schemas, keys[: at + 1]) for at in range(len(keys))]
    first, *rest = [label(_OWN_LABELS.get((name, keys[0]), word) if not at else word) for at, word in enumerate(labels)]
    return ", ".join([first, *map(inside, rest)])


def chosen_at(path: Path, part: Any) -> Callable[[str], str]:
    """What tells a word of the language at ``path``: a kind by its label, a choice by its words, anything else as it is."""
    name, keys = _place(path)
    if keys in (("type",), ("model",)) and name in _FAMILIES:
        return lambda value: inside(kind_label(name, {"type": value})) or option_words(value)
    found = _setting(_schemas(name, part), keys) if keys else None
    if isinstance(found, Planned):
        found = found.setting
    if isinstance(found, marshmallow.fields.List):
        found = found.inner
    if not isinstance(found, Choice):
        return str if isinstance(found, Text) else choice
    own = found.words
    return lambda value: option_words(value, own.get(value, ""))


def _place(path: Path) -> tuple[str, Path]:
    """What the part at a path is, and the keys from there on."""
    depth = next((at for at in range(len(path) - 1, 0, -1) if spot(path[:at]).kind in ("part", "item")), 1)
    return spot(path[:depth]).name or path[0], path[depth:]


def _schemas(name: str, part: Any) -> tuple[type[marshmallow.Schema], ...]:
    """Settings of a part: those that all have, and those of its kind."""
    kind = part.get("type", part.get("model")) if isinstance(part, dict) else None
    declared = registry.get(_FAMILIES.get(name, ""), kind) if isinstance(kind, str) else None
    common = (_SCHEMAS[name],) if name in _SCHEMAS else ()
    return common if declared is None else (*common, declared.Settings)


def _label(schemas: tuple[type[marshmallow.Schema], ...], keys: Path) -> str:
    found = _setting(schemas, keys)
    words = found.metadata.get("label", "") if found is not None else ""
    return str(words) or keys[-1].strip("$").replace("_", " ").capitalize()


@cache
def _setting(schemas: tuple[type[marshmallow.Schema], ...], keys: Path) -> Any:
    fields: Mapping[str, Any] = {}
    for schema in schemas:
        fields = {**fields, **_by_key(schema())}
    found: Any = None
    for key in keys:
        found = fields.get(key)
        inner = getattr(found, "schema", None)
        fields = _by_key(inner) if inner is not None else {}
    return found


def _by_key(schema: marshmallow.Schema) -> dict[str, Any]:
    return {each.data_key or name: each for name, each in schema.load_fields.items()}


def value_words(value: Any, names: Names, chosen: Callable[[str], str] = choice) -> str:
    """A value as people write it; ``chosen`` tells a word of the language."""
    if isinstance(value, bool):
        return words("on" if value else "off")
    if isinstance(value, str):
        if value in names:
            return names.value(value)
        days = _days(value)
        return _plain(value, chosen) if days is None else words("day" if days == 1 else "days", count=days)
    if isinstance(value, int | float):
        return figure(f"{value:,}")
    if is_rule(value) and (text := rule_text(value, lambda each: names.value(each) if each in names else each)):
        return short(text, LONGEST_RULE)
    if isinstance(value, list):
        if is_money(value):
            return money_words(value)
        if all(isinstance(each, str | int | float) for each in value):
            return short(", ".join(value_words(each, names, chosen) for each in value)) or words("nothing")
        return words("entry" if len(value) == 1 else "entries", count=len(value))
    if (
        isinstance(value, dict)
        and value.keys() in ({"date"}, {"instant"}, {"money"}, {"set"})
        and (text := rule_text(value, str))
    ):
        return short(text, LONGEST_RULE)
    if isinstance(value, dict) and isinstance(value.get("hex"), str):
        return str(value["hex"])
    if isinstance(value, dict) and "$value" in value:
        return value_words(value["$value"], names, chosen)
    if isinstance(value, dict) and isinstance(value.get("value"), int) and isinstance(value.get("unit"), str):
        return f"{value['value']} {value['unit']}"
    return words("default" if value is None else "other_settings")


def _plain(text: str, chosen: Callable[[str], str]) -> str:
    line = short(text)
    # Words of the language (order_list, full) are told as they are, words of the seller in quotes.
    if line.isascii() and line.islower() and " " not in line:
        return chosen(line)
    return quoted(line)


def _days(text: str) -> int | None:
    if not text.startswith("P"):
        return None
    try:
        length = duration(text)
    except ValueError:
        return None
    return length.days if length and not (length.months or length.seconds) else None


def is_money(value: Any) -> bool:
    """Whether a value is ``[minor units, currency]``."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and type(value[0]) is int
        and isinstance(value[1], str)
        and value[1] in money.EXPONENTS
    )


def money_words(value: list[Any]) -> str:
    """``EUR 1,240.00``."""
    amount = money.Money(value[0], value[1])
    whole, dot, rest = amount.decimal.partition(".")
    return (
        f"{amount.currency} {figure(f'{int(whole):,}{dot}{rest}')}"
        if whole not in ("-0", "")
        else f"{amount.currency} {figure(amount.decimal)}"
    )
