"""Declaration of the web address field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Whole


class UrlSettings(Settings):
    max_length = Whole(at_least=10, at_most=2048, default=2048, label="Longest answer")


@registry.register
class UrlField(Kind):
    name, family, label, icon, group = "url", "field", "Web address", "link", "Contact"
    answers = "text"
    Settings = UrlSettings
    example = {"type": "url", "key": "site", "label": "Website", "require": True}
