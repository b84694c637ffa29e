"""Engine of every field kind that has one."""

from __future__ import annotations

from form_schemas.field import FieldEngine
from form_schemas.fields.calculated.field import CalculatedEngine
from form_schemas.fields.choice_many.field import ChoiceManyEngine
from form_schemas.fields.choice_one.field import ChoiceOneEngine
from form_schemas.fields.consent.field import ConsentEngine
from form_schemas.fields.date.field import DateEngine
from form_schemas.fields.email.field import EmailEngine
from form_schemas.fields.group.field import GroupEngine
from form_schemas.fields.long_text.field import LongTextEngine
from form_schemas.fields.number.field import NumberEngine
from form_schemas.fields.phone.field import PhoneEngine
from form_schemas.fields.po_number.field import PoNumberEngine
from form_schemas.fields.price_summary.field import PriceSummaryEngine
from form_schemas.fields.repeat.field import RepeatEngine
from form_schemas.fields.short_text.field import ShortTextEngine
from form_schemas.fields.url.field import UrlEngine
from form_schemas.fields.yes_no.field import YesNoEngine

_ALL: tuple[type[FieldEngine], ...] = (
    CalculatedEngine,
    ChoiceManyEngine,
    ChoiceOneEngine,
    ConsentEngine,
    DateEngine,
    EmailEngine,
    GroupEngine,
    LongTextEngine,
    NumberEngine,
    PhoneEngine,
    PoNumberEngine,
    PriceSummaryEngine,
    RepeatEngine,
    ShortTextEngine,
    UrlEngine,
    YesNoEngine,
)
ENGINES: dict[str, FieldEngine] = {engine.kind: engine() for engine in _ALL}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
