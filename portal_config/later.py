"""Compiled sections whose engine comes later: read, checked and compared like all others; nothing obeys them yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from portal_config.durations import Duration
from portal_config.expressions.rule import Rule
from portal_config.money import Money
from portal_config.see import EVERYBODY, See

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Any:
    return _NOTHING


@dataclass(frozen=True, slots=True)
class Tier:
    """Who decides: one of the roles ``any_of``, each of ``all_of``; asked only where ``when`` holds."""

    any_of: frozenset[str]
    all_of: frozenset[str]
    when: Rule


@dataclass(frozen=True, slots=True)
class Approval:
    """``on``: what must be approved once ``when`` holds and one of ``requesters`` (none: anybody) asks; the tiers decide one after the other. ``expires_then``
    says what an answer that never came counts as."""

    id: str
    name: str
    on: tuple[str, ...]
    requesters: frozenset[str]
    when: Rule
    tiers: tuple[Tier, ...]
    self_approve: bool
    remind_after: Duration | None
    expires_after: Duration | None
    expires_then: str
    client_may_tighten: bool


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A mail in blocks; each holds its ``type`` and its own settings."""

    id: str
    subject: str
    blocks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """``do`` names what happens; ``branches`` holds the steps of a branch (``then``, ``else``) or of each row (``steps``)."""

    id: str
    do: str
    settings: Mapping[str, Any]
    branches: Mapping[str, tuple[Step, ...]] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Automation:
    """``on`` holds the event and what narrows it, ``when`` the rule it needs."""

    id: str
    name: str
    on: Mapping[str, Any]
    when: Rule
    once_per: str | None
    steps: tuple[Step, ...]
    on_error: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices that hold for ``groups`` from ``start`` to ``until``, both within; ``entries``: price → what is different of it."""

    id: str
    name: str
    groups: frozenset[str]
    start: date | None
    until: date | None
    entries: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code worth ``percent`` or ``money``; ``uses`` and ``uses_per_company`` are how often, None: without end."""

    id: str
    code: str
    percent: Any
    money: Money | None
    services: tuple[str, ...]
    groups: frozenset[str]
    start: date | None
    until: date | None
    uses: int | None
    uses_per_company: int | None
    minimum: Money | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """Sent so many days after an invoice is due."""

    after_days: int
    fee: Money | None
    template: str | None


@dataclass(frozen=True, slots=True)
class Invoicing:
    when: str = "order_placed"
    terms: str = "net_30"
    reminders: tuple[Reminder, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class TaxRegion:
    """Countries as ISO 3166 writes them. Rates are data, not configuration."""

    id: str
    name: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxCategory:
    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Tax:
    regions: Mapping[str, TaxRegion] = field(default_factory=_nothing)
    categories: Mapping[str, TaxCategory] = field(default_factory=_nothing)
    default_category: str | None = None
    prices_include: bool = False
    vat_id: str = "optional"


@dataclass(frozen=True, slots=True)
class Article:
    id: str
    title: str
    text: str
    topic: str
    see: See


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    question: str
    answer: str
    see: See


@dataclass(frozen=True, slots=True)
class Help:
    articles: Mapping[str, Article] = field(default_factory=_nothing)
    questions: Mapping[str, Question] = field(default_factory=_nothing)
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    name: str
    form: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """``first_reply`` and ``resolve``: how soon, counted in the portal's business days where ``business_days`` is true."""

    id: str
    name: str
    categories: tuple[Category, ...]
    answered_by: frozenset[str]
    first_reply: Duration | None
    resolve: Duration | None
    business_days: bool
    see: See = EVERYBODY


@dataclass(frozen=True, slots=True)
class Reviews:
    """``rounds`` of changes a client may ask for, None: without end; what nobody answers within ``accept_after_days`` is accepted."""

    rounds: int | None = None
    accept_after_days: int | None = None
    remind_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """All of them. Maps are keyed by id and iterate in the seller's order."""

    approvals: Mapping[str, Approval] = field(default_factory=_nothing)
    templates: Mapping[str, MailTemplate] = field(default_factory=_nothing)
    automations: Mapping[str, Automation] = field(default_factory=_nothing)
    price_lists: Mapping[str, PriceList] = field(default_factory=_nothing)
    coupons: Mapping[str, Coupon] = field(default_factory=_nothing)
    invoicing: Invoicing = field(default_factory=Invoicing)
    tax: Tax = field(default_factory=Tax)
    help: Help = field(default_factory=Help)
    desks: Mapping[str, Desk] = field(default_factory=_nothing)
    reviews: Reviews = field(default_factory=Reviews)
    wording: Mapping[str, str] = field(default_factory=_nothing)
