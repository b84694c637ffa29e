"""What only shows when the parts are seen together."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portal_config.compiled import Compiled, Dashboard, Page, Role, Section, Service, Tab, Widget
from portal_config.findings import pointer
from portal_config.first_steps import STEPS
from portal_config.folders import Folder
from portal_config.reader import Reader
from portal_config.sections.folders import READS
from portal_config.settings import Fault
from portal_config.settings.base import PLANNED


def check_together(reader: Reader, compiled: Compiled, slots: Mapping[str, str]) -> None:
    """Leave findings on ``reader`` about how the parts of ``compiled`` fit. ``slots``: env slot → kind."""
    for tab in compiled.tabs:
        _check_tab(reader, compiled, tab)
    for dashboard in compiled.dashboards.values():
        for widget in dashboard.widgets:
            at = pointer("dashboards", dashboard.id, "widgets", widget.id)
            roles = widget.see.roles or dashboard.see.roles
            _check_see(reader, compiled, roles, widget.needs, widget.title or widget.type, at)
            _check_widget_folders(reader, compiled, dashboard, widget, at)
    for pipeline in compiled.pipelines.values():
        _check_pipeline(reader, compiled, pipeline.id)
    for page in compiled.pages.values():
        _check_page(reader, compiled, page)
    for method in compiled.payment_methods.values():
        if method.account is not None and slots.get(method.account) != "payment_account":
            fault = Fault("slot_kind", f"“{method.account}” is no payment account.", "Choose a slot of that kind.")
            reader.error(pointer("payment_methods", method.id, "account"), fault)
    role = compiled.roles.get(compiled.access.default_role or "")
    if role is not None and role.side != "client":
        fault = Fault("role_side", f"“{role.name}” is a role of your own team.", "Choose a client's role.")
        reader.error("/access/default_role", fault)
    for service in compiled.services.values():
        _check_service(reader, compiled, service)
    for folder in compiled.folders.values():
        _check_folder(reader, compiled, folder)
    if compiled.onboarding.written:
        _check_onboarding(reader, compiled)


def _check_tab(reader: Reader, compiled: Compiled, tab: Tab) -> None:
    at = pointer("tabs", tab.id)
    if tab.hidden or (tab.broken and tab.broken.code != PLANNED):
        return
    able = [role for role in compiled.roles.values() if tab.needs is None or tab.needs in role.can]
    if not any(tab.see.names(role.id) for role in able) and compiled.roles:
        fault = Fault(
            "unreachable_tab", f"Nobody who sees the tab “{tab.label}” may use it.", "Show it to a role that may."
        )
        reader.warn(at, fault)
        return
    _check_see(reader, compiled, tab.see.roles, tab.needs, tab.label, at)
    readers = [role for role in able if role.side == "client" and tab.see.names(role.id)]
    _check_listed(reader, compiled, tab.settings.get("folders"), readers, at)


def _check_see(
    reader: Reader, compiled: Compiled, roles: frozenset[str], needs: str | None, label: str, at: str
) -> None:
    for role_id in sorted(roles) if needs else ():
        role = compiled.roles.get(role_id)
        if role is not None and needs not in role.can:
            message = f"{role.name} sees “{label}” but may not {needs}."
            reader.warn(at, Fault("see_without_can", message, "Hide it from that role, or give the permission."))


def _check_widget_folders(reader: Reader, compiled: Compiled, dashboard: Dashboard, widget: Widget, at: str) -> None:
    readers = [
        role
        for role in compiled.roles.values()
        if role.side == "client"
        and dashboard.see.names(role.id)
        and widget.see.names(role.id)
        and (widget.needs is None or widget.needs in role.can)
    ]
    chosen = widget.settings.get("source")
    _check_listed(
        reader, compiled, chosen.get("folders") if isinstance(chosen, Mapping) else (), readers, at + "/source"
    )


def _check_listed(
    reader: Reader, compiled: Compiled, listed: Collection[str] | None, readers: Collection[Role], at: str
) -> None:
    """``listed``: ids of folders; ``readers``: the clients' roles that are shown the list."""
    for place, folder_id in enumerate(listed or ()):
        folder = compiled.folders.get(folder_id)
        if folder is not None and not any(folder.see.names(role.id) for role in readers):
            fault = Fault(
                "folder_unseen",
                f"No client who reads this list sees the folder “{folder.name}”.",
                "Show the folder to one of them, or take it out.",
            )
            reader.warn(at + pointer("folders", place), fault)


def _check_folder(reader: Reader, compiled: Compiled, folder: Folder) -> None:
    at = pointer("folders", folder.id)
    _check_see(reader, compiled, folder.see.roles, READS, folder.name, at)
    for key, words, named in (("add", "add files to", folder.add), ("remove", "take files out of", folder.remove)):
        for role_id in sorted(named):
            role = compiled.roles.get(role_id)
            if role is not None and role.side == "client" and not folder.see.names(role_id):
                message = f"{role.name} may {words} “{folder.name}” but does not see it."
                fault = Fault("can_without_see", message, "Show it to that role, or take the role out.")
                reader.warn(at + pointer("can", key), fault)


def _check_pipeline(reader: Reader, compiled: Compiled, pipeline_id: str) -> None:
    pipeline = compiled.pipelines[pipeline_id]
    at = pointer("pipelines", pipeline_id)
    kinds = {status.kind for status in pipeline.statuses}
    for kind, word in (("done", "finished"), ("cancelled", "cancelled")):
        if kind not in kinds:
            fault = Fault(
                "pipeline_end_missing", f"No status says that an order is {word}.", f"Add one that means “{kind}”."
            )
            reader.error(at + "/statuses", fault)
    reached = {target for move in pipeline.moves for target in move.targets} | {pipeline.start}
    left = {source for move in pipeline.moves for source in move.sources}
    for status in pipeline.statuses:
        here = at + pointer("statuses", status.id)
        if status.id not in reached:
            fault = Fault("status_unreachable", f"No move leads to “{status.name}”.", "Add a move to it, or remove it.")
            reader.warn(here, fault)
        elif status.id not in left and status.kind not in ("done", "cancelled"):
            fault = Fault("status_stuck", f"No move leads away from “{status.name}”.", "Add a move.")
            reader.warn(here, fault)
    start = pipeline.status(pipeline.start)
    if start is not None and start.kind in ("done", "cancelled"):
        fault = Fault("start_finished", "New orders would begin as finished.", "Begin in an open status.")
        reader.error(at + "/start", fault)


def _check_page(reader: Reader, compiled: Compiled, page: Page) -> None:
    for section in page.sections:
        at = pointer("pages", page.id, "sections", section.id)
        if section.broken is None and section.form is not None:
            _check_form_section(reader, compiled, page, section, at)


def _check_form_section(reader: Reader, compiled: Compiled, page: Page, section: Section, at: str) -> None:
    if not section.services:
        fault = Fault("form_without_service", "Nothing would receive the answers.", "Use the form in a service.")
        reader.error(at + "/form", fault)
    elif page.public and not any(compiled.services[service].public for service in section.services):
        fault = Fault("form_private", "People who are not signed in cannot send it.", "Make its service public.")
        reader.error(at + "/form", fault)


def _check_service(reader: Reader, compiled: Compiled, service: Service) -> None:
    at = pointer("services", service.id)
    form = compiled.forms.get(service.form or "")
    if service.public and form is not None and not form.public and service.broken is None:
        fault = Fault("form_private", "People who are not signed in cannot fill in its form.", "Make the form public.")
        reader.error(at + "/form", fault)
    if service.public and (service.see.roles or service.see.groups):
        fault = Fault(
            "public_with_see",
            "It is public, yet shown to some only: nobody who is not signed in sees it.",
            "Remove one of the two.",
        )
        reader.warn(at + "/see", fault)


def _check_onboarding(reader: Reader, compiled: Compiled) -> None:
    onboarding = compiled.onboarding
    welcomed = [role for role in compiled.roles.values() if role.side == "client" and onboarding.see.names(role.id)]
    if not any(tab.type == "dashboard" and _opens(tab, role) for tab in compiled.tabs for role in welcomed):
        fault = Fault(
            "onboarding_unseen", "Nobody who is welcomed has a dashboard to see it on.", "Add a dashboard tab."
        )
        reader.warn("/onboarding", fault)
    for name, parts in (("cards", onboarding.cards), ("checklist", onboarding.checklist)):
        for part in parts:
            asked = [role for role in welcomed if part.see.names(role.id)]
            if part.to is not None and not any(_reaches(compiled, part.to, role) for role in asked):
                fault = Fault(
                    "target_unseen",
                    "Nobody who sees it can go where it leads.",
                    "Choose a tab, a public page or a service that they see.",
                )
                reader.warn(pointer("onboarding", name, part.id, "to"), fault)
    for step in onboarding.checklist:
        if step.do in STEPS:
            title, at = step.title or STEPS[step.do].name, pointer("onboarding", "checklist", step.id)
            _check_see(reader, compiled, step.see.roles, STEPS[step.do].needs, title, at)


def _opens(tab: Tab, role: Role) -> bool:
    return tab.see.names(role.id) and (tab.needs is None or tab.needs in role.can)


def _reaches(compiled: Compiled, target: str, role: Role) -> bool:
    """Whether somebody with this role can go to a tab, a page or a service."""
    if target in compiled.pages and compiled.pages[target].public:
        return True
    tabs = (tab for tab in compiled.tabs if target in (tab.id, tab.settings.get("page")))
    service = compiled.services.get(target)
    if service is not None:
        return service.see.names(role.id) and (service.public or "order.create" in role.can)
    return any(_opens(tab, role) for tab in tabs)
