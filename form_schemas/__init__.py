"""Forms: field kinds, and posted answers parsed into values or errors. Pure: what lies outside comes in a FormContext."""

from pathlib import Path

from form_schemas.context import FormContext

template_folders: tuple[str, ...] = (
    str(Path(__file__).parent / "templates"),
    str(Path(__file__).parent / "fields"),
)
"""For a Jinja loader: ``form_fields.html`` with its macro ``fields``, and ``<kind>/field.html``."""

__all__ = ["FormContext", "template_folders"]
