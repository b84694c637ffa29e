"""Declaration of the PO number field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Settings, Whole


class PoNumberSettings(Settings):
    max_length = Whole(at_least=1, at_most=100, default=50, label="Longest answer")
    pattern = Choice(("digits", "letters_digits"), label="Allowed characters")


@registry.register
class PoNumber(Kind):
    name, family, label, icon, group = "po_number", "field", "PO number", "hash", "Orders"
    answers = "text"
    Settings = PoNumberSettings
    example = {"type": "po_number", "key": "po", "label": "PO number", "help": "Shown with the order"}
