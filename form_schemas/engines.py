"""Engine of every field kind that has one."""

from __future__ import annotations

from form_schemas.field import FieldEngine
from form_schemas.fields.appointment.field import AppointmentEngine
from form_schemas.fields.calculated.field import CalculatedEngine
from form_schemas.fields.choice_many.field import ChoiceManyEngine
from form_schemas.fields.choice_one.field import ChoiceOneEngine
from form_schemas.fields.consent.field import ConsentEngine
from form_schemas.fields.cost_center.field import CostCenterEngine
from form_schemas.fields.date.field import DateEngine
from form_schemas.fields.email.field import EmailEngine
from form_schemas.fields.file.field import FileEngine
from form_schemas.fields.group.field import GroupEngine
from form_schemas.fields.image.field import ImageEngine
from form_schemas.fields.line_items.field import LineItemsEngine
from form_schemas.fields.long_text.field import LongTextEngine
from form_schemas.fields.matrix.field import MatrixEngine
from form_schemas.fields.number.field import NumberEngine
from form_schemas.fields.person.field import PersonEngine
from form_schemas.fields.phone.field import PhoneEngine
from form_schemas.fields.po_number.field import PoNumberEngine
from form_schemas.fields.price_summary.field import PriceSummaryEngine
from form_schemas.fields.record.field import RecordEngine
from form_schemas.fields.repeat.field import RepeatEngine
from form_schemas.fields.short_text.field import ShortTextEngine
from form_schemas.fields.signature.field import SignatureEngine
from form_schemas.fields.url.field import UrlEngine
from form_schemas.fields.yes_no.field import YesNoEngine

_ALL: tuple[type[FieldEngine], ...] = (
    AppointmentEngine,
    CalculatedEngine,
    ChoiceManyEngine,
    ChoiceOneEngine,
    ConsentEngine,
    CostCenterEngine,
    DateEngine,
    EmailEngine,
    FileEngine,
    GroupEngine,
    ImageEngine,
    LineItemsEngine,
    LongTextEngine,
    MatrixEngine,
    NumberEngine,
    PersonEngine,
    PhoneEngine,
    PoNumberEngine,
    PriceSummaryEngine,
    RecordEngine,
    RepeatEngine,
    ShortTextEngine,
    SignatureEngine,
    UrlEngine,
    YesNoEngine,
)
ENGINES: dict[str, FieldEngine] = {engine.kind: engine() for engine in _ALL}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
