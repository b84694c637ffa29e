"""``portal``, ``schema``, ``expr``, ``env``, ``access``, ``sign_in``, ``texts``: the portal as a whole."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal_config import ids, limits
from portal_config.addresses import Slot
from portal_config.compiled import Access
from portal_config.findings import pointer
from portal_config.reader import Reader, immutable
from portal_config.sections.business_days import BusinessDaysSettings
from portal_config.settings import (
    Choice,
    Choices,
    CurrencyCode,
    Fault,
    Flag,
    Items,
    Part,
    Planned,
    Ref,
    Refs,
    Setting,
    Settings,
    Text,
    TimeZone,
    Whole,
    refuse,
)
from portal_config.translations import LOCALE
from portal_config.upgrades import chain

_NUMBER_PART = re.compile(r"\{(yyyy|seq)\}")


class Locale(Setting):
    """A language tag of language, script and region."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not LOCALE.fullmatch(value):
            refuse("locale_invalid", "This is not a language tag.", "Use one such as en, de or pt-BR.")
        return value


class NumberPattern(Text):
    """How a number is written: one ``{seq}``, at most one ``{yyyy}``, and letters, digits, hyphens or slashes around them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        pattern = super()._deserialize(value, attr, data, **kwargs)
        parts = _NUMBER_PART.findall(pattern)
        rest = _NUMBER_PART.sub("", pattern)
        if parts.count("seq") != 1 or parts.count("yyyy") > 1 or not re.fullmatch(r"[A-Za-z0-9._\-]*", rest, re.ASCII):
            refuse(
                "number_pattern",
                "The pattern needs {seq} once.",
                "Write letters, digits and hyphens around it: NL-{yyyy}-{seq}.",
            )
        return pattern


class NumberingSettings(Settings):
    order = NumberPattern(default="{yyyy}-{seq}", at_most=40, label="Order numbers")
    quote = Planned("Quote numbers", NumberPattern(at_most=40))
    invoice = Planned("Invoice numbers", NumberPattern(at_most=40))


class PortalSettings(Settings):
    id = Text(at_most=64)
    name = Text(required=True, at_least=1, at_most=80, label="Portal name")
    timezone = TimeZone(default="Etc/UTC", label="Time zone")
    locale = Locale(default="en", label="Language")
    locales = Items(Locale(), at_most=limits.ENTRIES["locales"], unique=True)
    currency = CurrencyCode(default="EUR", label="Currency")
    business_days = Part(BusinessDaysSettings, optional=True, label="Business days")


class AccessSettings(Settings):
    signup = Choice(("invite",), planned=("invite_or_request", "open"), default="invite", label="Who may join")
    login = Choices(("email_link", "password"), at_least=1, default=("email_link", "password"), label="Ways to sign in")
    default_role = Ref("rol", label="Role of somebody new")
    session_minutes = Whole(at_least=5, at_most=43_200, default=480, label="Signed out after minutes without use")
    after_login = Planned("A first page after sign-in", Ref("tab"))
    mfa_required = Planned("A second factor", Refs("rol"), obeyed=[])
    join_by_domain = Flag(planned="Joining by e-mail domain")


class SignInSettings(Settings):
    heading = Text(default="Welcome back", translated=True, label="Heading")
    text = Text(at_most=limits.SENTENCE, translated=True, label="Text below it")
    note = Text(at_most=limits.SENTENCE, translated=True, label="Note beside the form")
    layout = Planned("A layout of the sign-in page", Choice(("split", "centered", "picture")), obeyed="split")
    picture = Planned("A picture on the sign-in page", Ref("ast"))
    signup_heading = Planned("Words of the sign-up page", Text(at_least=1, translated=True))
    signup_text = Planned("Words of the sign-up page", Text(at_most=limits.SENTENCE, translated=True))


class SlotSettings(Settings):
    kind = Choice(("domain", "mail_sender", "payment_account", "webhook", "secret"), required=True)
    label = Text(required=True, at_least=1)


_PORTAL, _NUMBERING, _ACCESS = PortalSettings(), NumberingSettings(), AccessSettings()
_SIGN_IN, _SLOT = SignInSettings(), SlotSettings()


@dataclass(frozen=True, slots=True)
class PortalRead:
    name: str
    timezone: str
    locale: str
    locales: tuple[str, ...]
    currency: str
    order_pattern: str
    business_days: dict[str, Any] | None = None


def read_portal(reader: Reader) -> PortalRead:
    """The ``portal`` section; what cannot be read takes its default."""
    for key, known in (("schema", chain.CURRENT), ("expr", 1)):
        if reader.document.get(key, known) != known or isinstance(reader.document.get(key), bool):
            reader.error(
                pointer(key), Fault("version_unknown", f"Only version {known} can be read.", f"Write {known}.")
            )
    raw = reader.document.get("portal", {})
    numbering = raw.get("numbering", {}) if isinstance(raw, dict) else {}
    own = {key: value for key, value in raw.items() if key != "numbering"} if isinstance(raw, dict) else raw
    read = reader.part(_PORTAL, own, "/portal")
    pattern = reader.part(_NUMBERING, numbering, "/portal/numbering").values["order"]
    locale = read.text("locale") or "en"
    locales = tuple(read.values["locales"]) or (locale,)
    if locale not in locales:
        fault = Fault(
            "locale_missing", f"“{locale}” is the language of the portal and not in its list.", "Add it to the list."
        )
        reader.error("/portal/locales", fault)
    return PortalRead(
        read.text("name") or "Portal",
        read.values["timezone"] or "Etc/UTC",
        locale,
        (locale, *(each for each in locales if each != locale)),
        read.values["currency"] or "EUR",
        pattern,
        read.values["business_days"],
    )


def read_access(reader: Reader) -> Access:
    """The ``access`` section."""
    read = reader.part(_ACCESS, reader.document.get("access", {}), "/access")
    return Access(
        signup=read.values["signup"],
        login=tuple(read.values["login"]),
        default_role=read.values["default_role"],
        session_minutes=read.values["session_minutes"],
    )


def read_sign_in(reader: Reader) -> Mapping[str, str]:
    """The ``sign_in`` section: ``heading``, ``text``, ``note``."""
    read = reader.part(_SIGN_IN, reader.document.get("sign_in", {}), "/sign_in")
    result: Mapping[str, str] = immutable({name: read.text(name) for name in ("heading", "text", "note")})
    return result


def read_env(reader: Reader) -> dict[str, Slot]:
    """The ``env`` section in order."""
    slots = {}
    for entry in reader.entries(reader.document, "env", "env_order", "env", ""):
        read = reader.part(_SLOT, entry.raw, entry.at)
        slots[entry.id] = Slot(entry.id, read.text("kind"), read.text("label"))
    return slots


def read_retired(reader: Reader) -> None:
    """The ``retired_ids`` section: a list of ids."""
    retired = reader.document.get("retired_ids", [])
    if not isinstance(retired, list):
        reader.error("/retired_ids", Fault("wrong_type", "A list of ids is needed here.", "Write [ … ]."))
        return
    for place, entry in enumerate(retired):
        if not ids.well_shaped(entry):
            reader.error(pointer("retired_ids", place), Fault("id_invalid", "This is not an id.", "Remove it."))
