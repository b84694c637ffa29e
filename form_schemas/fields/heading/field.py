"""Engine of the heading between questions."""

from form_schemas.field import FieldEngine


class HeadingEngine(FieldEngine):
    """Asks nothing."""

    kind = "heading"
    template = "heading/field.html"
    asks = False
