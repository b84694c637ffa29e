"""Declaration of the image field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Items, Settings, Whole
from portal_config.settings.media import MOST_FILES, MOST_MEGABYTES, MediaType

MOST_PIXELS = 30_000


class ImageSettings(Settings):
    accept = Items(MediaType(at_most=100), at_most=20, unique=True, default=("image/*",), label="Only these types")
    max_files = Whole(at_least=1, at_most=MOST_FILES, default=1, label="Pictures at most")
    max_mb = Whole(at_least=1, at_most=MOST_MEGABYTES, default=10, label="Megabytes of each at most")
    min_width = Whole(at_least=1, at_most=MOST_PIXELS, label="Pixels wide at least")
    min_height = Whole(at_least=1, at_most=MOST_PIXELS, label="Pixels high at least")
    max_width = Whole(at_least=1, at_most=MOST_PIXELS, label="Pixels wide at most")
    max_height = Whole(at_least=1, at_most=MOST_PIXELS, label="Pixels high at most")

    @validates_schema
    def can_be_met(self, settings: dict[str, Any], **_: Any) -> None:
        """The least is not more than the most, and only pictures are asked for."""
        for side in ("width", "height"):
            least, most = settings[f"min_{side}"], settings[f"max_{side}"]
            if least is not None and most is not None and least > most:
                fault = Fault("range_empty", "The most is less than the least.", "Raise it.")
                raise ValidationError([fault], f"max_{side}")
        for place, each in enumerate(settings["accept"]):
            if not each.startswith("image/"):
                fault = Fault("media_type_invalid", "This is no type of picture.", "Write it like image/png.")
                raise ValidationError({place: [fault]}, "accept")


@registry.register
class ImageField(Kind):
    name, family, label, icon, group = "image", "field", "Pictures", "image", "Files"
    answers = "list:text"
    Settings = ImageSettings
    example = {
        "type": "image",
        "key": "logo",
        "label": "Your logo",
        "accept": ["image/png", "image/svg+xml"],
        "min_width": 600,
    }
