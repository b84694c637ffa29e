"""What a part is called: the property of each kind of part that holds its name."""

from __future__ import annotations

from collections.abc import Mapping

from portal_config import limits

NAMED: Mapping[str, str] = {
    "env": "label", "roles": "name", "tabs": "label", "pages": "title", "dashboards": "name", "services": "name", "forms": "title", "pipelines": "name",
    "payment_methods": "label", "legal": "title", "assets": "name", "folders": "name", "groups": "name", "addons": "name",
    "price_lists": "name", "approvals": "name", "automations": "name", "sections": "title", "widgets": "title", "fields": "label", "statuses": "name",
    "plans": "name", "packages": "name", "options": "label",
}  # fmt: skip
"""Map or list of parts → the property that holds the name of each. Pages of a form are called ``pages``, too, and have a ``title`` as well."""

LONGEST: Mapping[str, int] = {
    "tabs": 40, "roles": 60, "statuses": 60, "payment_methods": 60, "fields": limits.SENTENCE, "options": limits.SENTENCE, "assets": 150,
    "folders": 80, "groups": 60, "addons": 60, "price_lists": 80, "approvals": 80, "automations": 80, "plans": 60, "packages": 60,
}  # fmt: skip
"""Characters of a name, where that is not ``limits.NAME``."""


def longest(name: str) -> int:
    """How many characters the name of a part in the map ``name`` may have."""
    return LONGEST.get(name, limits.NAME)
