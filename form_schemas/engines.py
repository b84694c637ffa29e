"""Engine of every field kind that has one."""

from __future__ import annotations

from form_schemas.field import FieldEngine
from form_schemas.fields.address.field import AddressEngine
from form_schemas.fields.appointment.field import AppointmentEngine
from form_schemas.fields.calculated.field import CalculatedEngine
from form_schemas.fields.callout.field import CalloutEngine
from form_schemas.fields.choice_many.field import ChoiceManyEngine
from form_schemas.fields.choice_one.field import ChoiceOneEngine
from form_schemas.fields.company_id.field import CompanyIdEngine
from form_schemas.fields.consent.field import ConsentEngine
from form_schemas.fields.cost_center.field import CostCenterEngine
from form_schemas.fields.country.field import CountryEngine
from form_schemas.fields.date.field import DateEngine
from form_schemas.fields.date_range.field import DateRangeEngine
from form_schemas.fields.datetime.field import DateTimeEngine
from form_schemas.fields.divider.field import DividerEngine
from form_schemas.fields.email.field import EmailEngine
from form_schemas.fields.file.field import FileEngine
from form_schemas.fields.group.field import GroupEngine
from form_schemas.fields.heading.field import HeadingEngine
from form_schemas.fields.hidden.field import HiddenEngine
from form_schemas.fields.image.field import ImageEngine
from form_schemas.fields.image_block.field import ImageBlockEngine
from form_schemas.fields.image_choice.field import ImageChoiceEngine
from form_schemas.fields.line_items.field import LineItemsEngine
from form_schemas.fields.long_text.field import LongTextEngine
from form_schemas.fields.matrix.field import MatrixEngine
from form_schemas.fields.money.field import MoneyEngine
from form_schemas.fields.number.field import NumberEngine
from form_schemas.fields.percent.field import PercentEngine
from form_schemas.fields.person.field import PersonEngine
from form_schemas.fields.phone.field import PhoneEngine
from form_schemas.fields.po_number.field import PoNumberEngine
from form_schemas.fields.price_summary.field import PriceSummaryEngine
from form_schemas.fields.ranking.field import RankingEngine
from form_schemas.fields.rating.field import RatingEngine
from form_schemas.fields.record.field import RecordEngine
from form_schemas.fields.repeat.field import RepeatEngine
from form_schemas.fields.rich_text.field import RichTextEngine
from form_schemas.fields.scale.field import ScaleEngine
from form_schemas.fields.short_text.field import ShortTextEngine
from form_schemas.fields.signature.field import SignatureEngine
from form_schemas.fields.text.field import TextEngine
from form_schemas.fields.time.field import TimeEngine
from form_schemas.fields.url.field import UrlEngine
from form_schemas.fields.yes_no.field import YesNoEngine

_ALL: tuple[type[FieldEngine], ...] = (
    AddressEngine,
    AppointmentEngine,
    CalculatedEngine,
    CalloutEngine,
    ChoiceManyEngine,
    ChoiceOneEngine,
    CompanyIdEngine,
    ConsentEngine,
    CostCenterEngine,
    CountryEngine,
    DateEngine,
    DateRangeEngine,
    DateTimeEngine,
    DividerEngine,
    EmailEngine,
    FileEngine,
    GroupEngine,
    HeadingEngine,
    HiddenEngine,
    ImageEngine,
    ImageBlockEngine,
    ImageChoiceEngine,
    LineItemsEngine,
    LongTextEngine,
    MatrixEngine,
    MoneyEngine,
    NumberEngine,
    PercentEngine,
    PersonEngine,
    PhoneEngine,
    PoNumberEngine,
    PriceSummaryEngine,
    RankingEngine,
    RatingEngine,
    RecordEngine,
    RepeatEngine,
    RichTextEngine,
    ScaleEngine,
    ShortTextEngine,
    SignatureEngine,
    TextEngine,
    TimeEngine,
    UrlEngine,
    YesNoEngine,
)
ENGINES: dict[str, FieldEngine] = {engine.kind: engine() for engine in _ALL}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
