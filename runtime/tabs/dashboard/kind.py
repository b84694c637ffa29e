"""Declaration of the dashboard tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Refs, Settings


class DashboardTabSettings(Settings):
    dashboards = Refs("dsh", at_least=1, at_most=20, required=True, label="Dashboards; the first that fits is shown")


@registry.register
class DashboardTab(Kind):
    name, family, label, icon, group = "dashboard", "tab", "Dashboard", "home", "Overview"
    Settings = DashboardTabSettings
    example = {"type": "dashboard", "label": "Home", "icon": "home", "dashboards": ["dsh_example"]}
