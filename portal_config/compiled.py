"""What a document becomes once it is compiled: immutable, resolved, in order.

Everything that renders or sells reads these types and never the raw document. Ids keep their prefix (``tab_home``); a *slug* is the id without
its prefix, so an address survives every rename. Amounts are integer minor units of ``currency``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from portal_config.addresses import Domains, Slot, unbound
from portal_config.expressions.calendar import Calendar
from portal_config.expressions.rule import YES, Rule
from portal_config.expressions.types import Names
from portal_config.findings import Finding, rank
from portal_config.folders import Folder
from portal_config.later import Later
from portal_config.see import EVERYBODY, See
from portal_config.videos import Film


@dataclass(frozen=True, slots=True)
class Frozen:
    """A part of the document as an order keeps it: canonical JSON and its ``sha256:`` digest."""

    hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Tab:
    """``hidden``: shown to nobody, kept for later; ``see`` then admits nobody."""

    id: str
    type: str
    label: str
    icon: str
    slug: str
    see: See
    needs: str | None
    settings: Mapping[str, Any]
    broken: Finding | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Widget:
    id: str
    type: str
    title: str
    size: Literal["full", "half", "third"]
    see: See
    needs: str | None
    settings: Mapping[str, Any]
    broken: Finding | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    id: str
    name: str
    see: See
    widgets: tuple[Widget, ...]


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    type: str
    settings: Mapping[str, Any]
    broken: Finding | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """``type`` is ``hero``, ``text``, ``service_grid`` or ``form``; ``services`` holds service ids for a grid."""

    id: str
    type: str
    blocks: tuple[Block, ...]
    services: tuple[str, ...]
    form: str | None
    settings: Mapping[str, Any]
    broken: Finding | None = None


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    slug: str
    title: str
    public: bool
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """``can`` maps an action (``order.read``) to its scope: own, team, company, assigned or all."""

    id: str
    side: Literal["client", "seller"]
    name: str
    can: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs: ``commerce.pricing`` has an engine for each ``model``. ``currency`` is empty where the amount comes from that of a service;
    ``archived``: kept for what was sold by it, offered no more; ``every_months``: paid anew after so many."""

    id: str
    model: str
    currency: str
    unit: str | None
    settings: Mapping[str, Any]
    frozen: Frozen
    archived: bool = False
    every_months: int | None = None

    @property
    def units(self) -> str:
        """What several are called; empty where nobody said so."""
        return str(self.settings.get("units") or "")

    @property
    def of_service(self) -> bool:
        """Whether it is a part of what the service costs, so that only an add-on can have it."""
        return bool(self.settings.get("of") == "service")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. ``attributes``: what it carries for rules (``hours``, ``price``); ``image``: id of the asset that shows it; ``show``: whether
    it is offered."""

    id: str
    value: str
    label: str
    attributes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    image: str | None = None
    show: Rule = YES


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of an answer; a ``warning`` is said and does not refuse."""

    test: Rule
    message: str
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``answer`` is the PX type of its value; ``inner``: the questions of each row of a ``repeat``, or those of a ``group``, which stand inside of
    ``within``. ``settings`` are the kind's own."""

    id: str
    type: str
    key: str
    label: str
    help: str
    show: Rule
    require: Rule
    options: tuple[Option, ...]
    settings: Mapping[str, Any]
    broken: Finding | None = None
    answer: str = "thing"
    checks: tuple[Check, ...] = ()
    compute: Rule | None = None
    inner: tuple[Field, ...] = ()
    within: str | None = None

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule that decides about its value: whether it is shown, what it comes to, between which bounds it lies, what can be chosen."""
        yield self.show
        if self.compute is not None:
            yield self.compute
        yield from (value for value in self.settings.values() if isinstance(value, Rule))
        yield from (option.show for option in self.options)


@dataclass(frozen=True, slots=True)
class FormPage:
    id: str
    title: str
    fields: tuple[Field, ...]
    show: Rule = YES


@dataclass(frozen=True, slots=True)
class Form:
    """``order``: the ids of all questions outside of rows, each after those its rules read. ``attributes``: question → value of an option → what it carries."""

    id: str
    title: str
    public: bool
    pages: tuple[FormPage, ...]
    frozen: Frozen
    order: tuple[str, ...] = ()
    attributes: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=lambda: MappingProxyType({}))
    names: Names = field(default_factory=Names, compare=False, repr=False)
    """What rules about its answers may name."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every question that stands on a page, in the order it is asked."""
        return tuple(field for page in self.pages for field in page.fields)

    @property
    def every(self) -> tuple[Field, ...]:
        """Every question with those inside of groups and rows, outermost first."""
        return tuple(each for field in self.fields for each in (field, *_inside(field)))


def _inside(field: Field) -> Iterator[Field]:
    for each in field.inner:
        yield each
        yield from _inside(each)


@dataclass(frozen=True, slots=True)
class Status:
    """``due_days``: days a person has once an order enters it, or None."""

    id: str
    name: str
    kind: Literal["open", "active", "waiting_client", "done", "cancelled"]
    due_days: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    sources: frozenset[str]
    targets: tuple[str, ...]
    by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pipeline:
    id: str
    name: str
    start: str
    statuses: tuple[Status, ...]
    moves: tuple[Move, ...]
    frozen: Frozen

    def status(self, status_id: str) -> Status | None:
        return next((status for status in self.statuses if status.id == status_id), None)

    def targets(self, status_id: str, roles: Collection[str] | None) -> tuple[Status, ...]:
        """Statuses an order may go to from ``status_id`` by one of ``roles`` (None: by an owner, whatever the roles), in pipeline order."""
        reached = {
            target
            for move in self.moves
            if status_id in move.sources and (roles is None or not move.by.isdisjoint(roles))
            for target in move.targets
        }
        return tuple(status for status in self.statuses if status.id in reached and status.id != status_id)


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """``type`` is a registered gateway kind's family name: ``gateway`` (through ``account``, an env slot) or ``bank_transfer``."""

    id: str
    type: str
    label: str
    account: str | None
    instructions: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many may be ordered; ``field`` names the form field that asks (and holds to its own steps), None: the checkout asks itself. ``step`` counts from
    zero; 1: any number."""

    field: str | None
    minimum: int | Decimal
    maximum: int | Decimal | None
    step: int
    places: int = 0
    """Decimal places that may be ordered, where a question of the form asks."""


@dataclass(frozen=True, slots=True)
class Package:
    """One of several sizes in which a service is sold. ``highlight``: the words that single it out, or nothing."""

    id: str
    name: str
    summary: str
    price: Price
    features: tuple[str, ...]
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Addon:
    """What can be ordered beside a service, up to ``most`` of it. ``when``: whether the answers to the service's form allow it."""

    id: str
    name: str
    summary: str
    price: Price
    most: int
    when: Rule = YES


@dataclass(frozen=True, slots=True)
class Plan:
    """One of several sizes of a subscription; ``includes``: unit → how many of it a period holds."""

    id: str
    name: str
    price: Price
    includes: Mapping[str, Decimal]
    features: tuple[str, ...]
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """``public``: shown in the public catalogue and orderable by a guest. ``price`` is None for a free service and for one that is sold in ``packages``.
    ``archived``: kept for what was sold, offered no more. ``settings`` are those of a kind whose engine comes later."""

    id: str
    slug: str
    type: Literal["productized", "free", "subscription", "custom_quote"]
    name: str
    summary: str
    description: str
    icon: str
    price: Price | None
    form: str | None
    pipeline: str
    quantity: Quantity
    lead_days: int | None
    collect: tuple[str, ...]
    po_number: Literal["off", "optional", "required"]
    per_company: int | None
    public: bool
    see: See
    broken: Finding | None = None
    packages: tuple[Package, ...] = ()
    addons: tuple[Addon, ...] = ()
    archived: bool = False
    plans: tuple[Plan, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every price it may be sold by, without those of add-ons."""
        return (self.price,) if self.price is not None else tuple(package.price for package in self.packages)

    @property
    def currency(self) -> str:
        """The currency of its prices, empty for a free service."""
        return next((price.currency for price in self.prices), "")

    def package(self, package_id: str) -> Package | None:
        return next((package for package in self.packages if package.id == package_id), None)

    def addon(self, addon_id: str) -> Addon | None:
        return next((addon for addon in self.addons if addon.id == addon_id), None)


@dataclass(frozen=True, slots=True)
class LegalText:
    id: str
    title: str
    version: str
    page: str | None
    accept_at: frozenset[str]
    frozen: Frozen


@dataclass(frozen=True, slots=True)
class Notification:
    """What a seller changed of one kind of news (``portal_config.news``): the ``channels`` it is told on, none: nobody is told; ``subject`` of its mail,
    empty: the usual one."""

    id: str
    side: Literal["client", "seller"]
    kind: str
    channels: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture kept outside of the document under the digest of its content (``sha256:…``); ``type`` is its media type, ``size`` in bytes."""

    id: str
    hash: str
    type: str
    name: str
    size: int

    @property
    def path(self) -> str:
        """What stands for the picture in an address: the beginning of its digest, and an ending that tells its type."""
        return f"{self.hash.removeprefix('sha256:')[:32]}.{self.type.partition('/')[2].replace('jpeg', 'jpg')}"


@dataclass(frozen=True, slots=True)
class Brand:
    """Tokens as CSS custom properties (``--accent`` …), for light and for dark; ``css`` is the whole stylesheet, ``css_hash`` its digest."""

    name: str
    theme: str
    mark: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    css: str
    css_hash: str
    logo: Asset | None = None
    """Stands in place of the mark."""
    named_logo: bool = False
    """The logo shows the name itself, so that it does not stand beside it again."""


@dataclass(frozen=True, slots=True)
class Group:
    """Client companies: those ``match`` (a rule over the client) says yes to; without one, those put in by hand."""

    id: str
    name: str
    match: Rule | None
    broken: Finding | None = None

    @property
    def manual(self) -> bool:
        """Whether clients are put in by hand."""
        return self.match is None and self.broken is None


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the onboarding; ``to`` is the id of the tab, page or service it leads to."""

    id: str
    title: str
    text: str
    icon: str
    to: str | None
    see: See


@dataclass(frozen=True, slots=True)
class Step:
    """A first step: ``do`` names what has to happen (``portal_config.first_steps``), or is ``tick``. An empty ``title`` leaves the step its own words;
    ``to`` is the id of the tab, page or service where it is done."""

    id: str
    do: str
    title: str
    text: str
    to: str | None
    see: See


@dataclass(frozen=True, slots=True)
class Video:
    film: Film
    title: str
    see: See


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What new members are welcomed with. ``written`` is False where the document has none."""

    written: bool = False
    title: str = ""
    text: str = ""
    video: Video | None = None
    cards: tuple[Card, ...] = ()
    checklist: tuple[Step, ...] = ()
    hide_when_done: bool = True
    see: See = EVERYBODY


@dataclass(frozen=True, slots=True)
class Access:
    """``session_minutes``: idle minutes after which a session ends."""

    signup: str
    login: tuple[str, ...]
    default_role: str | None
    session_minutes: int


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Compiled:
    """A whole portal. Maps are keyed by id and iterate in the seller's order."""

    name: str
    timezone: str
    locale: str
    """The portal's own language."""
    locales: tuple[str, ...]
    """All of them, its own first."""
    currency: str
    order_pattern: str
    brand: Brand
    access: Access
    roles: Mapping[str, Role]
    tabs: tuple[Tab, ...]
    dashboards: Mapping[str, Dashboard]
    pages: Mapping[str, Page]
    services: Mapping[str, Service]
    forms: Mapping[str, Form]
    prices: Mapping[str, Price]
    pipelines: Mapping[str, Pipeline]
    payment_methods: Mapping[str, PaymentMethod]
    legal: Mapping[str, LegalText]
    sign_in: Mapping[str, str]
    notifications: Mapping[str, Notification]
    digest: str
    assets: Mapping[str, Asset] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    folders: Mapping[str, Folder] = field(default_factory=lambda: MappingProxyType({}))
    onboarding: Onboarding = field(default_factory=Onboarding)
    env: Mapping[str, Slot] = field(default_factory=lambda: MappingProxyType({}))
    domains: Domains = field(default_factory=Domains)
    later: Later = field(default_factory=Later)
    language: str = ""
    """The language its texts are in; empty: the portal's own."""
    calendar: Calendar = field(default_factory=Calendar)
    contexts: frozenset[str] = frozenset()
    """Every name of context (``portal_config.context``) that a rule of a form or an add-on reads."""
    whens: frozenset[Rule] = frozenset()
    """Every rule about who is shown a part."""
    standing_contexts: frozenset[str] = frozenset()
    """Every name of context that these rules and those of groups read."""
    findings: tuple[Finding, ...] = field(default=())
    planned: tuple[Finding, ...] = field(default=())

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """What is refused wherever it is published: the findings with what no engine obeys yet, errors first."""
        return tuple(sorted((*self.findings, *self.planned), key=rank)) if self.planned else self.findings

    def refusals_where(self, bound: Collection[str]) -> tuple[Finding, ...]:
        """The same where only the slots ``bound`` have a value: those that are obeyed and have none are among them."""
        open_slots = unbound(self.domains, self.env, bound)
        return tuple(sorted((*self.refusals, *open_slots), key=rank)) if open_slots else self.refusals

    def tab(self, slug: str) -> Tab | None:
        return next((tab for tab in self.tabs if tab.slug == slug), None)

    def service(self, slug: str) -> Service | None:
        return next((service for service in self.services.values() if service.slug == slug), None)

    def page(self, slug: str) -> Page | None:
        return next((page for page in self.pages.values() if page.slug == slug), None)

    def spoken(self, locale: str | None) -> str:
        """The language for somebody who chose ``locale``: theirs where the portal has it, else its own."""
        return locale if locale in self.locales and locale else self.locale

    def notification(self, side: str, kind: str) -> Notification | None:
        """What the seller changed of this kind of news, or None."""
        return next((one for one in self.notifications.values() if (one.side, one.kind) == (side, kind)), None)

    def permissions(self, roles: Collection[str]) -> dict[str, str]:
        """Actions of the roles taken together; where two roles name one action the wider scope wins (own, assigned, team, company, all)."""
        widest: dict[str, str] = {}
        for role_id in roles:
            role = self.roles.get(role_id)
            for action, scope in role.can.items() if role else ():
                if action not in widest or SCOPES.index(scope) > SCOPES.index(widest[action]):
                    widest[action] = scope
        return widest


SCOPES = ("own", "assigned", "team", "company", "all")
