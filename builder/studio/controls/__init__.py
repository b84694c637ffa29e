"""How each type of setting is edited: one renderer a type. The inspector is made from a kind's ``Settings`` and knows no kind by name."""

from builder.studio.controls import choices, look, numbers, places, references, rules, texts, tiers  # noqa: F401 - they register
from builder.studio.controls.control import Control, Option, Setting, controls, renders

__all__ = ["Control", "Option", "Setting", "controls", "renders"]
