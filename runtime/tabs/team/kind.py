"""Declaration of the team tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Flag, Planned, Settings


class TeamTabSettings(Settings):
    limits = Planned("Spending limits", Flag(), obeyed=False)
    seats = Planned("Seats", Flag(), obeyed=False)


@registry.register
class TeamTab(Kind):
    name, family, label, icon, group = "team", "tab", "Team", "users", "People"
    Settings = TeamTabSettings
    example = {"type": "team", "label": "Team", "icon": "users"}
    needs = "member.manage"
    varies = ("client", "member")
