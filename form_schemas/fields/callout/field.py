"""Engine of the callout between questions."""

from form_schemas.fields.text.field import TextEngine


class CalloutEngine(TextEngine):
    """Asks nothing."""

    kind = "callout"
    template = "callout/field.html"
