"""``domains`` and ``folders``: where the portal is reached, and where its files are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config.addresses import Domains, Slot
from portal_config.compiled import Page
from portal_config.findings import pointer
from portal_config.later import Folder
from portal_config.reader import Entry, Reader, immutable
from portal_config.sections.holder import read_planned
from portal_config.settings import Fault, Flag, Part, Planned, Ref, Refs, SeeSetting, Settings, Text


class DomainSettings(Settings):
    primary = Ref("env", label="Address")
    mail_from = Planned("A sender of your own", Ref("env"))
    redirect_www = Flag(default=True, label="www leads there too")
    public_pages = Refs("pag", label="Pages for people who are not signed in")


class FolderRights(Settings):
    add = Refs("rol", label="May add files")
    remove = Refs("rol", label="May remove files")


class FolderSettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, translated=True, label="Name of the folder")
    see = SeeSetting()
    can = Part(FolderRights, label="Who may do what")


_DOMAINS, _FOLDER = DomainSettings(), FolderSettings()


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


def read_folders(reader: Reader) -> Mapping[str, Folder]:
    """The ``folders`` section."""

    def make(entry: Entry, values: dict[str, Any]) -> Folder:
        return Folder(entry.id, values["name"], values["see"], immutable(values["can"]))

    return read_planned(reader, "folders", _FOLDER, make)
