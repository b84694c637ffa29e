"""Declaration of the links widget."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Items, Part, Ref, Settings, Text, Url


class LinkSettings(Settings):
    label = Text(required=True, at_least=1, at_most=80, translated=True, label="Words")
    to = Ref("tab", "pag", "svc", label="Part of the portal")
    url = Url(label="Address elsewhere")

    @validates_schema
    def one_target(self, link: dict[str, Any], **_: Any) -> None:
        """A link leads to one place."""
        if bool(link["to"]) == bool(link["url"]):
            raise ValidationError([Fault("link_target", "A link leads to one place.", "Give either “to” or “url”.")])


class LinksSettings(Settings):
    links = Items(Part(LinkSettings), at_least=1, at_most=20, label="Links")


@registry.register
class Links(Kind):
    name, family, label, icon, group = "links", "widget", "Links", "link", "Words"
    Settings = LinksSettings
    example = {"type": "links", "size": "third", "links": [{"label": "Our website", "url": "https://example.com/"}]}
