"""Engine of the line between questions."""

from form_schemas.field import FieldEngine


class DividerEngine(FieldEngine):
    """Asks nothing."""

    kind = "divider"
    template = "divider/field.html"
    asks = False
