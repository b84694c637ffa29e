"""``domains``: where the portal is reached."""

from __future__ import annotations

from collections.abc import Mapping

from portal_config.compiled import Page
from portal_config.findings import pointer
from portal_config.later import Domains
from portal_config.reader import Reader
from portal_config.sections.holder import read_single
from portal_config.settings import Fault, Flag, Ref, Refs, Settings


class DomainSettings(Settings):
    primary = Ref("env", label="Address")
    mail_from = Ref("env", label="Sender of mail")
    redirect_www = Flag(default=True, label="www leads there too")
    public_pages = Refs("pag", label="Pages for people who are not signed in")


_DOMAINS = DomainSettings()


def read_domains(reader: Reader, slots: Mapping[str, str], pages: Mapping[str, Page]) -> Domains:
    """The ``domains`` section. ``slots``: env slot → kind."""
    values = read_single(reader, "domains", _DOMAINS).values
    for key, kind in (("primary", "domain"), ("mail_from", "mail_sender")):
        if values[key] and slots.get(values[key]) != kind:
            fault = Fault(
                "slot_kind", f"“{values[key]}” is another kind of slot.", f"Choose a slot of the kind {kind}."
            )
            reader.error(f"/domains/{key}", fault)
    for place, page in enumerate(values["public_pages"]):
        if page in pages and not pages[page].public:
            fault = Fault("page_private", "People who are not signed in cannot read it.", "Make the page public.")
            reader.error(pointer("domains", "public_pages", place), fault)
    return Domains(values["primary"], values["mail_from"], values["redirect_www"], tuple(values["public_pages"]))
