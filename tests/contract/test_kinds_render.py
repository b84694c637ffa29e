"""Every kind's own example, drawn by the real app in every theme, for who may and who may not; and what no engine obeys, which never breaks a page.

The document is Northlight's with the example put in. A draft is compiled leniently and shown by the sandbox; the same document is compiled
strictly, as publish does it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

import portal_config
from commerce.payments import engines as gateways
from commerce.pricing import engines as price_models
from form_schemas.context import Listed
from form_schemas.engines import ENGINES as FIELD_ENGINES
from foundation import revisions
from foundation.db import row
from foundation.identity import accounts
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.web import PorticoApp
from foundation.web.icons import ICONS
from portal_config import DocumentRefused, ids, planned
from portal_config.branding import BrandingSettings
from portal_config.kinds import FAMILIES, Kind, registry
from portal_config.settings import Choice
from portico.engines import discover_engines
from portico.kinds import discover_kinds
from runtime.engines import SECTIONS, SOURCES, TABS, WIDGETS
from sandbox import people
from tests import cast

discover_kinds()
discover_engines()

ROOT = Path(__file__).parents[2]
THEMES = sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.json"))
UNAVAILABLE = "not available right now"
REFERENCES = {
    "dsh_example": "dsh_default",
    "pag_example": "pag_work",
    "frm_example": "frm_audit",
    "leg_example": "leg_privacy",
    "ast_example": "ast_logo",
    "env_example": "env_pay",
    "pip_example": "pip_work",
    "prc_example": "prc_banner",
}
"""What an example leaves open → a part of Northlight that fits."""

BESIDE = {
    "fld_topic": {"type": "short_text", "key": "topic", "label": "Topic"},
    "fld_name": {"type": "short_text", "key": "name", "label": "Name"},
    "fld_mail": {"type": "email", "key": "mail", "label": "E-mail"},
    "fld_pages": {"type": "number", "key": "pages", "label": "Pages"},
}
"""Questions that examples of others name."""

BARE = {"side": "client", "name": "Bare", "can": {}}
"""A role that may do nothing any tab or widget asks for."""


def kinds(family: str) -> list[Any]:
    return [pytest.param(kind, id=kind.name) for kind in registry.family(family)]


def example(kind: type[Kind]) -> dict[str, Any]:
    """The kind's example with references into Northlight."""
    text = json.dumps(kind.example)
    for name, real in REFERENCES.items():
        text = text.replace(f'"{name}"', f'"{real}"')
    return dict(json.loads(text.replace('"opt_', '"opt_example_')))


def northlight(theme: str = "quiet") -> dict[str, Any]:
    """A fresh document, with the bare role."""
    made = copy.deepcopy(cast.document())
    made["role_order"] += ["rol_bare"]
    made["roles"]["rol_bare"] = BARE
    made["branding"]["theme"] = theme
    return made


def with_tab(tab: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    made = northlight(theme)
    made["tabs"]["tab_example"] = tab
    made["tab_order"].append("tab_example")
    return made


def with_widget(widget: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    """The widget alone on everybody's first page."""
    made = northlight(theme)
    made["dashboards"] = {"dsh_default": {"name": "All", "widgets": {"wdg_example": widget}}}
    made["dashboard_order"] = ["dsh_default"]
    made["tabs"]["tab_home"]["dashboards"] = ["dsh_default"]
    return made


def with_section(section: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    """The section below the first one of a public page."""
    made = northlight(theme)
    page = made["pages"]["pag_audit"]
    page["sections"]["sec_example"] = section
    page["section_order"].append("sec_example")
    return made


def with_block(block: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    return with_section({"type": "text", "blocks": {"blk_alone": block}}, theme)


def with_field(field: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    """The question on the form of the free, public service, alone but for those it names."""
    made = northlight(theme)
    beside = {name: asked for name, asked in BESIDE.items() if f'"{name}"' in json.dumps(field)}
    inside = {*field.get("row", ()), *field.get("fields", ())}
    made["forms"]["frm_audit"] |= {
        "pages": [{"id": "fpg_one", "fields": ["fld_example", *(name for name in beside if name not in inside)]}],
        "fields": {"fld_example": field, **beside},
    }
    made["forms"]["frm_audit"].pop("field_order", None)
    return made


def with_method(method: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    made = northlight(theme)
    made["payment_methods"]["pmt_example"] = method
    made["services"]["svc_banner"]["billing"]["collect"] = ["pmt_bank", "pmt_example"]
    return made


def with_price(price: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    made = northlight(theme)
    made["prices"]["prc_example"] = price
    if price["model"] in ("percent", "graduated_percent"):
        # What is a part of the service is a price of add-ons.
        made["addons"]["adn_example"] = {"name": "Given example", "price": "prc_example", "for": ["svc_banner"]}
        made["services"]["svc_banner"]["addons"] = ["adn_example"]
    else:
        made["services"]["svc_banner"]["price"] = "prc_example"
    return made


def with_service(service: dict[str, Any], theme: str = "quiet") -> dict[str, Any]:
    made = northlight(theme)
    if service["type"] == "productized":
        service["billing"] = {"collect": ["pmt_bank"]}
    made["services"]["svc_example"] = service | {"public": True}
    return made


MAKERS = {
    "tab": with_tab,
    "widget": with_widget,
    "section": with_section,
    "block": with_block,
    "field": with_field,
    "payment_method": with_method,
    "price_model": with_price,
    "service": with_service,
}
SHARED = {
    "tab": {"label": "Stray"},
    "widget": {"title": "Stray"},
    "field": {"key": "stray", "label": "Stray"},
    "payment_method": {"label": "Stray"},
    "service": {"name": "Stray", "pipeline": "pip_work"},
}
"""What a part of a family needs beside its type to be whole."""

ADDRESS = {
    "tab": "/t/example",
    "widget": "/",
    "section": "/pages/free-audit",
    "block": "/pages/free-audit",
    "field": "/services/audit",
    "payment_method": "/services/banner",
    "price_model": "/services/banner",
    "service": "/services",
}


@dataclass
class Stage:
    """The sandbox of a portal, its people, and what its draft is now."""

    app: PorticoApp
    site: cast.Site
    people: dict[str, cast.Person]
    number: int = 1

    def show(self, document: dict[str, Any]) -> None:
        """Make this the draft; it need not check."""
        with self.site.at(self.site.sandbox):
            self.number = save_draft(document, base=self.number, author="staff:test")
        cast.forget_everything()

    def get(self, path: str, who: str = "buyer", mode: str | None = None, host: str | None = None) -> Any:
        person = self.people[who]
        cookie = person.headers["Cookie"] + (f"; __Host-portico_mode={mode}" if mode else "")
        return cast.ask(self.app, person, host or self.site.sandbox_host, path, headers={"Cookie": cookie})

    def page(self, path: str, who: str = "buyer", **more: Any) -> str:
        answer = self.get(path, who, **more)
        html = str(answer.get_data(as_text=True))
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{html[:2000]}"
        return html


@pytest.fixture(scope="module")
def stage(_cloned: Any) -> Iterator[Stage]:
    from portico import apps

    app = apps.portal_app()
    cast.forget_everything()
    site = cast.make_site("kindly", "Kindly Studio", {"owner": ("Olga Owner", True, ("rol_owner",))})
    made = Stage(app, site, {"guest": cast.GUEST})
    made.show(northlight())
    company = cast.add_company(site, "acme", "Acme Pumps", scope=site.sandbox)
    cast.add_orders(site, "acme", scope=site.sandbox)
    owner = site.staff["owner"].viewer
    assert owner is not None
    with site.at(site.sandbox):
        draft = revisions.compiled(revisions.pointer(max_age=0))
        member = people.join(
            owner, company.id, draft, name="Bo Bare", email="bo@acme.example", role="rol_bare", password=cast.PASSWORD
        )
        account = row("select account_id from members where id = %(id)s", id=member)
        assert account is not None
        secret = accounts.open_session(account.account_id, device="Test", member_id=member)
    made.people |= company.people | {"bare": cast.Person("bare", secret)}
    yield made
    cast.forget_everything()
    _cloned.clean()


def strictly(document: dict[str, Any]) -> portal_config.Compiled:
    """The document as it would be published. Raises DocumentRefused."""
    return portal_config.compile(portal_config.load(portal_config.dump(document)), strict=True)


# Both halves of every kind


def test_every_ready_kind_has_its_engine_and_every_engine_its_kind() -> None:
    from form_schemas.engines import ENGINES as FIELDS

    ready = {family: {kind.name for kind in registry.family(family)} for family in FAMILIES}
    drawn_here = {"hero", "text"}  # by the page's own template: no room above has to be asked
    assert ready["tab"] == set(TABS)
    assert ready["widget"] == set(WIDGETS)
    assert ready["section"] == set(SECTIONS) | drawn_here
    assert not set(SECTIONS) & drawn_here
    assert ready["field"] == set(FIELDS) - PLANNED_WITH_ENGINE
    assert all(ready[family] for family in FAMILIES), "a family is empty: was anything discovered?"


def test_money_kinds_have_their_engines() -> None:
    assert {kind.name for kind in registry.family("price_model")} == set(price_models._engines)
    assert {kind.name for kind in registry.family("payment_method")} == set(gateways._engines)


def test_every_source_a_widget_asks_has_a_loader() -> None:
    asked = set()
    for kind in registry.family("widget"):
        compiled = strictly(with_widget(example(kind)))
        (widget,) = compiled.dashboards["dsh_default"].widgets
        source = WIDGETS[kind.name].source(widget)
        asked |= {source.name} if source else set()
    assert asked and asked <= set(SOURCES)


def test_every_widget_and_tab_that_reads_says_by_what_it_varies() -> None:
    known = {"client", "member", "currency", "day", "location"}
    for family in ("tab", "widget"):
        for kind in registry.family(family):
            assert set(kind.varies) <= known, kind.name
            if kind.needs is not None:
                assert "client" in kind.varies, f"{kind.name} shows what belongs to a client"


def test_icons_of_kinds_exist() -> None:
    named = {kind.icon for family in FAMILIES for kind in registry.family(family)}
    assert named - set(ICONS) == set()


def test_no_name_stands_twice_for_people() -> None:
    """Two kinds of one family with one label could not be told apart in a palette."""
    for family in FAMILIES:
        labels = [kind.label for kind in registry.family(family)]
        assert len(labels) == len(set(labels)), family


def test_every_theme_may_be_chosen_and_every_choice_is_a_theme() -> None:
    choice = BrandingSettings().load_fields["theme"]
    assert isinstance(choice, Choice)
    assert set(choice.options) == set(THEMES)
    for theme in THEMES:
        about = json.loads((ROOT / "themes" / theme / "theme.json").read_text())
        assert about["name"] == theme and about["label"]
        assert (ROOT / "themes" / theme / about["layout"]).is_file() and (
            ROOT / "themes" / theme / about["gate"]
        ).is_file()


# Every example, drawn


@pytest.mark.parametrize("family", FAMILIES)
def test_every_example_is_published_without_a_finding_of_its_own(family: str) -> None:
    before = {(each.pointer, each.code) for each in portal_config.check(northlight())}
    for kind in registry.family(family):
        compiled = strictly(MAKERS[family](example(kind)))
        errors = [each for each in compiled.findings if (each.pointer, each.code) not in before]
        # Warnings may be left (a page that two tabs show …), but none about the example's own settings.
        assert [each for each in errors if each.severity == "error"] == [], kind.name
        assert [each for each in errors if each.code in ("unknown_key", "wrong_type", "missing")] == [], kind.name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", kinds("tab"))
def test_a_tab_is_drawn_for_who_may_and_is_not_there_for_who_may_not(
    stage: Stage, kind: type[Kind], theme: str
) -> None:
    stage.show(with_tab(example(kind) | {"label": "Given example"}, theme))
    html = stage.page(ADDRESS["tab"], "admin")
    assert f'data-theme="{theme}"' in html and "data-mode=" not in html.partition("<head>")[0]
    assert re.search(r'<a href="/t/example" aria-current="page">.{0,400}?Given example', html, re.DOTALL)
    assert UNAVAILABLE not in html
    other = stage.get(ADDRESS["tab"], "bare")
    if kind.needs is None:
        assert other.status_code == 200
    else:
        assert other.status_code == 404
        assert "Given example" not in stage.page("/", "bare")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", kinds("widget"))
def test_a_widget_is_drawn_for_who_may_and_left_out_for_who_may_not(stage: Stage, kind: type[Kind], theme: str) -> None:
    part = example(kind)
    stage.show(with_widget(part, theme))
    html = stage.page("/")
    assert f'data-theme="{theme}"' in html
    assert f'<div class="{part["size"]}">' in html
    assert UNAVAILABLE not in html
    for key in ("title", "text"):
        if "{{" not in str(part.get(key, "{{")):
            assert str(escape(part[key])) in html
    other = stage.page("/", "bare")
    assert (f'<div class="{part["size"]}">' in other) == (kind.needs is None)


def test_widgets_show_what_is_there(stage: Stage) -> None:
    """The examples again, where there is something to show: the orders of the viewer's own client."""
    number = stage.site.companies["acme"].orders
    seen = {}
    for name in ("order_list", "payment_due", "waiting_for_you", "welcome"):
        kind = registry.get("widget", name)
        assert kind is not None
        stage.show(with_widget(example(kind)))
        seen[name] = stage.page("/")
    assert number["confirmed"] in seen["order_list"]
    assert number["submitted"] in seen["payment_due"] and number["review"] in seen["payment_due"]
    assert "Banner set" in seen["waiting_for_you"]
    assert "Hello Buyer" in seen["welcome"]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_mode_a_person_chose_is_on_the_page(stage: Stage, theme: str, mode: str) -> None:
    stage.show(northlight(theme))
    for path in ("/", "/t/orders", "/t/shop", "/pages/terms"):
        html = stage.page(path, mode=mode)
        assert f'<html lang="en" data-theme="{theme}" data-mode="{mode}">' in html
        assert "data-mode=" not in stage.page(path, mode="sepia").partition("<head>")[0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", [*kinds("section"), *kinds("block")])
def test_a_section_and_a_block_are_drawn(stage: Stage, kind: type[Kind], theme: str) -> None:
    part = example(kind)
    stage.show(MAKERS[kind.family](part, theme))
    for who in ("guest", "buyer", "bare"):
        html = stage.page("/pages/free-audit", who)
        assert f'data-theme="{theme}"' in html
        assert UNAVAILABLE not in html
        words = [part["text"]] if "text" in part else [block["text"] for block in part.get("blocks", {}).values()]
        for text in words:
            assert str(escape(text)) in html
        if kind.name in ("service_grid", "form"):
            assert "Free content audit" in html
            assert ('href="/services/audit"' in html) == (who != "bare"), "only who may order is led there"


@pytest.mark.parametrize("kind", kinds("service"))
def test_a_service_is_offered_and_has_its_page(stage: Stage, kind: type[Kind]) -> None:
    stage.show(with_service(example(kind)))
    assert 'href="/services/example"' in stage.page("/services", "guest")
    html = stage.page("/services/example", "guest")
    assert str(kind.example["name"]) in html and UNAVAILABLE not in html


WRITTEN = {
    "flat": "480.00",
    "per_unit": "240.00",
    "graduated": "240.00",
    "volume": "9.00",
    "package": "90.00",
    "percent": "+ 25 %",
    "graduated_percent": "depends on the service",
}


@pytest.mark.parametrize("kind", kinds("price_model"))
def test_a_price_is_written_at_the_checkout(stage: Stage, kind: type[Kind]) -> None:
    stage.show(with_price(example(kind)))
    html = stage.page("/services/banner")
    assert WRITTEN[kind.name] in html.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", kinds("payment_method"))
def test_a_payment_method_is_offered(stage: Stage, kind: type[Kind]) -> None:
    stage.show(with_method(example(kind) | {"label": "Given example"}))
    assert 'value="pmt_example"' in stage.page("/services/banner")


# Fields, there and back

PLANNED_WITH_ENGINE = {
    kind.name
    for kind in registry.family("field", planned=True)
    if kind.engine == "planned" and kind.name in FIELD_ENGINES
}
"""Kinds that work as questions and wait for the room that keeps what they choose from; their own folders test them."""
WITHOUT_ANSWER = {name for name, engine in FIELD_ENGINES.items() if not engine.asks}

NOW = "2026-11-20T09:00:00Z"

ADDRESS_GIVEN = {"street": "1 Main St", "postal_code": "02108", "city": "Boston", "region": "MA", "country": "US"}
ANSWERS: dict[str, tuple[list[str] | dict[str, list[str]], Any, str]] = {
    "short_text": (["Pumps <b>"], "Pumps <b>", "Pumps <b>"),
    "long_text": (["One\r\nTwo"], "One\nTwo", "One\nTwo"),
    "email": (["Dana@ACME.example"], "Dana@acme.example", "Dana@acme.example"),
    "phone": (["030 5550 1840"], "+493055501840", "+493055501840"),
    "url": (["https://acme.example/pumps"], "https://acme.example/pumps", "https://acme.example/pumps"),
    "number": (["12"], "12", "12"),
    "yes_no": (["yes"], True, "Yes"),
    "choice_one": (["du"], "du", "Du"),
    "choice_many": (["de", "en"], ["en", "de"], "English, German"),
    "date": (["2099-11-30"], "2099-11-30", "30 Nov 2099"),
    "po_number": (["PO-77"], "PO-77", "PO-77"),
    "repeat": (
        {"fld_example": ["r1", "x9"], "fld_example.r1.fld_topic": ["Pumps"], "fld_example.x9.fld_topic": ["Valves"]},
        [{"id": "r1", "fld_topic": "Pumps"}, {"id": "x9", "fld_topic": "Valves"}],
        "2",
    ),
    "group": ({"fld_name": ["Dana"], "fld_mail": [""]}, {"fld_name": "Dana"}, ""),
    "signature": (
        {"fld_example": ["Dana"], "fld_example.strokes": ["1,2 3,4"]},
        {"method": "drawn", "name": "Dana", "at": NOW, "image": "M1 2L3 4"},
        "Dana, drawn",
    ),
    "matrix": ({"fld_example.speed": ["high"]}, {"speed": "high"}, "Speed: Very"),
    "line_items": (
        {"fld_example.sku": ["seal-20", ""], "fld_example.qty": ["20", ""], "fld_example.note": ["<b>", ""]},
        [{"sku": "SEAL-20", "qty": 20, "note": "<b>"}],
        "20 × SEAL-20",
    ),
    "person": (["m1"], {"member": "m1", "name": "Dana"}, "Dana"),
    "record": (["m1"], {"type": "order", "id": "m1", "number": "Dana"}, "Dana"),
    "percent": (["35 %"], "35", "35%"),
    "money": (
        {"fld_example.amount": "1,250.50", "fld_example.currency": "CHF"},
        [125050, "CHF"],
        "CHF 1,250.50",
    ),
    "rating": (["4"], 4, "4 of 5"),
    "scale": (["9"], 9, "9 (0 to 10)"),
    "ranking": (["style", "price", "speed"], ["style", "price", "speed"], "1. Style, 2. Price"),
    "image_choice": (["loud"], "loud", "Loud, with large type"),
    "date_range": (
        {"fld_example.from": "2199-03-01", "fld_example.to": "2199-03-04"},
        {"from": "2199-03-01", "to": "2199-03-04"},
        "1 Mar 2199",
    ),
    "time": (["14:30"], "14:30", "14:30"),
    "datetime": (["2199-03-01T14:30"], {"at": "2199-03-01T14:30:00Z", "zone": "Etc/UTC"}, "1 Mar 2199, 14:30 (UTC)"),
    "hidden": (["spring"], "spring", "spring"),
    "country": (["AT"], "AT", "Austria"),
    "address": (
        {f"fld_example.{name}": text for name, text in ADDRESS_GIVEN.items()},
        ADDRESS_GIVEN,
        "1 Main St, Boston, MA 02108, United States",
    ),
    "company_id": (
        {"fld_example.value": "de 136 695 976", "fld_example.scheme": "vat"},
        {"scheme": "vat", "value": "DE136695976", "checked_at": None, "result": "unchecked"},
        "DE136695976",
    ),
    "rich_text": (
        ["**Calm**, please."],
        [{"type": "paragraph", "text": [{"text": "Calm", "marks": ["bold"]}, {"text": ", please."}]}],
        "Calm, please.",
    ),
    "calculated": ({"fld_pages": ["1.25"], "fld_example": ["900"]}, {"num": "2.5"}, "2.5 hours"),
}
"""Field kind → what a browser posts (under its own name, or by name), what is stored, what an order's page shows (English)."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", kinds("field"))
def test_a_field_is_asked_and_its_answer_is_kept_and_shown(stage: Stage, kind: type[Kind], theme: str) -> None:
    from form_schemas import submission

    part = example(kind)
    if part.pop("as", None):
        # Whoever orders is asked for it once, beside the form or in it: tests of the checkout say where.
        stage.show(with_field(example(kind), theme))
        for who in ("guest", "buyer"):
            assert "<form" in stage.page(ADDRESS["field"], who)
    document = with_field(part, theme)
    stage.show(document)
    html = stage.page(ADDRESS["field"], "guest")
    assert f'data-theme="{theme}"' in html and 'data-field="fld_example"' in html
    if kind.name in WITHOUT_ANSWER:
        assert UNAVAILABLE not in html
        return
    if kind.name in ("file", "image"):
        # Tests of the checkout say how they come to the order.
        for page in (html, stage.page(ADDRESS["field"], "buyer")):
            assert 'type="file"' in page and 'data-upload="/files/uploads"' in page
        return
    assert f'data-kind="{kind.name}"' in html
    assert UNAVAILABLE not in html
    assert stage.page(ADDRESS["field"], "buyer").count('data-field="fld_example"') == 1

    compiled = strictly(document)
    form = compiled.forms["frm_audit"]
    context = form_context(compiled, datetime.fromisoformat(NOW))
    if kind.name == "consent":
        parsed = submission.parse(form, {"fld_example": ["2026-03"]}, context)
        assert parsed.errors == ()
        kept = parsed.values["fld_example"]
        assert (kept["legal"], kept["version"]) == ("leg_privacy", "2026-03")
        (answer,) = submission.shown(portal_config.thaw_form(form.frozen.text), dict(parsed.values))
        assert answer.text and answer.type == "consent"
        return
    posted, stored, words = ANSWERS[kind.name]
    sent = posted if isinstance(posted, dict) else {"fld_example": posted}
    parsed = submission.parse(form, sent, context)
    assert (parsed.errors, parsed.values["fld_example"]) == ((), stored)
    assert json.loads(json.dumps(dict(parsed.values))) == dict(parsed.values)
    again = submission.parse(form, submission.given(form, parsed.values, context), context)
    assert dict(again.values) == dict(parsed.values), "what is kept goes back into the controls and out again"
    answer = submission.shown(portal_config.thaw_form(form.frozen.text), dict(parsed.values), unseen=True)[0]
    assert answer.text.replace("\u00a0", " ").startswith(words)
    assert (answer.label, answer.type) == (kind.example["label"], kind.name)


def form_context(compiled: portal_config.Compiled, now: Any) -> Any:
    from form_schemas import FormContext

    lookups = dict.fromkeys(("person", "record"), Lookup())
    return FormContext(now=now, today=now.date(), locale="en", legal=compiled.legal, lookups=lookups)


class Lookup:
    """A list with one entry."""

    def entries(self, asked: Any) -> tuple[Listed, ...]:
        return (Listed("m1", "Dana"),)

    def entry(self, asked: Any, value: str) -> Listed | None:
        return next((each for each in self.entries(asked) if each.value == value), None)


# What no engine obeys


@pytest.mark.parametrize("name", ["no_such_kind", "planned"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_kind_without_an_engine_in_a_stored_document_breaks_no_page(stage: Stage, family: str, name: str) -> None:
    """A draft, or a document from another day: the part is a quiet placeholder or is left out, and the page around it stands."""
    stray = next(iter(planned.KINDS.get(family, "").split()), "no_such_kind") if name == "planned" else name
    key = "model" if family == "price_model" else "type"
    part = SHARED.get(family, {}) | {key: stray}
    stage.show(MAKERS[family](part))
    for who in ("guest", "buyer", "bare"):
        for path in ("/", ADDRESS[family], "/services", "/services/banner", "/services/audit", "/t/shop"):
            answer = stage.get(path, who)
            assert answer.status_code < 500, f"{who} {path}: {answer.status_code}"
    if family in ("tab", "widget", "section"):
        assert UNAVAILABLE in stage.page(ADDRESS[family])
    elif family == "field":
        html = stage.page(ADDRESS["field"])
        assert "<form" in html and 'name="fld_example"' not in html
    elif family == "payment_method":
        html = stage.page(ADDRESS["payment_method"])
        assert 'value="pmt_bank"' in html and "pmt_example" not in html
    elif family == "block":
        html = stage.page(ADDRESS["block"])
        assert "Ten findings in five days" in html
    elif family == "service":
        assert 'href="/services/banner"' in stage.page("/services", "guest")
    else:
        assert stage.get("/services/banner").status_code in (200, 404)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_published_kind_that_is_gone_breaks_no_live_page(
    stage: Stage, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Published while its kind was known, read again without it: as after a package of kinds was taken away."""
    kind = next(each for each in registry.family(family) if each.name not in ("dashboard", "text", "productized"))
    stage.show(MAKERS[family](example(kind) | ({"label": "Stray"} if family == "tab" else {})))
    with stage.site.at(stage.site.sandbox):
        publish(author="staff:test")
    cast.forget_everything()
    paths = ("/", "/services", "/services/banner", "/services/audit", "/pages/free-audit")
    for path in paths:
        assert stage.get(path, "guest", host=stage.site.host).status_code in (200, 302), path
    monkeypatch.delitem(registry._kinds, (family, kind.name))
    cast.forget_everything()
    for path in paths:
        assert stage.get(path, "guest", host=stage.site.host).status_code < 500, path
        assert stage.get(path, "buyer").status_code < 500, path


@pytest.mark.parametrize("family", FAMILIES)
def test_a_planned_kind_is_refused_at_publish(stage: Stage, family: str) -> None:
    key = "model" if family == "price_model" else "type"
    for name in planned.KINDS.get(family, "").split():
        with pytest.raises(DocumentRefused) as refused:
            strictly(MAKERS[family](SHARED.get(family, {}) | {key: name}))
        assert "engine_planned" in {each.code for each in refused.value.findings}, name
        assert name not in {kind.name for kind in registry.family(family)}, "what is planned is not offered"
    known = registry.family(family)[0]
    strictly(MAKERS[family](example(known)))


def test_a_refused_publish_leaves_what_is_live(stage: Stage) -> None:
    stage.show(northlight())
    with stage.site.at(stage.site.sandbox):
        publish(author="staff:test")
    with stage.site.at():
        before = revisions.pointer(max_age=0)
    stage.show(with_tab({"type": "invoices", "label": "Invoices"}))
    with pytest.raises(DocumentRefused) as refused, stage.site.at(stage.site.sandbox):
        publish(author="staff:test")
    assert [(each.code, each.pointer) for each in refused.value.findings] == [
        ("engine_planned", "/tabs/tab_example/type")
    ]
    with stage.site.at():
        assert revisions.pointer(max_age=0) == before


def test_examples_leave_nothing_open() -> None:
    """Each open reference of an example has a part of Northlight to stand for it."""
    document = northlight()
    known = {entry.id for entry in ids.found(document)}
    assert set(REFERENCES.values()) <= known
    for family in FAMILIES:
        for kind in registry.family(family):
            left = set(re.findall(r'"([a-z]{3}_example)"', json.dumps(example(kind)))) - {"blk_example"}
            assert left == set(), f"{family} {kind.name}"
