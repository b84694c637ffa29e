"""``domains``: where the portal is reached."""

from __future__ import annotations

from collections.abc import Mapping

from portal_config.addresses import Domains, Slot
from portal_config.compiled import Page
from portal_config.findings import pointer
from portal_config.reader import Reader
from portal_config.settings import Fault, Flag, Planned, Ref, Refs, Settings


class DomainSettings(Settings):
    primary = Ref("env", label="Address")
    mail_from = Planned("A sender of your own", Ref("env"))
    redirect_www = Flag(default=True, label="www leads there too")
    public_pages = Refs("pag", label="Pages for people who are not signed in")


_DOMAINS = DomainSettings()


def read_domains(reader: Reader, env: Mapping[str, Slot], pages: Mapping[str, Page]) -> Domains:
    """The ``domains`` section."""
    read = reader.part(_DOMAINS, reader.document.get("domains", {}), "/domains")
    primary, public_pages = read.values["primary"], read.values["public_pages"]
    for key, kind in (("primary", "domain"), ("mail_from", "mail_sender")):
        slot = env.get(read.values[key] or "")
        if slot is not None and slot.kind != kind:
            fault = Fault("slot_kind", f"“{slot.id}” is another kind of slot.", f"Choose a slot of the kind {kind}.")
            reader.error(f"/domains/{key}", fault)
    for place, page in enumerate(public_pages):
        if page in pages and not pages[page].public:
            fault = Fault("page_private", "People who are not signed in cannot read it.", "Make the page public.")
            reader.error(pointer("domains", "public_pages", place), fault)
    return Domains(
        primary if primary in env and env[primary].kind == "domain" else None,
        read.values["redirect_www"],
        tuple(page for page in public_pages if page in pages and pages[page].public),
    )
