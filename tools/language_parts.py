"""Which settings read which section of a document: found, so that a new section is documented without a line here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

import marshmallow

from portal_config import branding, sections
from portal_config.diff.names import _FAMILIES, _SCHEMAS
from portal_config.settings.base import Settings
from portal_config.settings.options import OptionSettings

FAMILIES_OF: Mapping[str, str] = _FAMILIES
"""Map of parts → family of their kinds."""

_ITEMS: Mapping[tuple[str, str], str] = {
    ("forms", "pages"): "FormPageSettings",
}
_BESIDE: Mapping[str, Mapping[str, str]] = {"portal": {"numbering": "NumberingSettings"}}
"""Keys of a section that are read by settings of their own."""


class Sections:
    """Settings by the name of what they read. ``name in sections``: whether there are any."""

    def __init__(self) -> None:
        self._found: dict[str, type[marshmallow.Schema]] = {}
        modules = [
            branding,
            *(
                importlib.import_module(f"{sections.__name__}.{each.name}")
                for each in pkgutil.iter_modules(sections.__path__)
            ),
        ]
        for module in modules:
            for name, value in vars(module).items():
                if isinstance(value, type) and issubclass(value, Settings) and name.endswith("Settings"):
                    self._found.setdefault(name, value)

    def of(self, name: str) -> marshmallow.Schema:
        """The settings of a section or of a part in it. Raises KeyError with a sentence where there are none."""
        made = self._schema(name)
        if made is None:
            raise KeyError(
                f"No settings read “{name}”: name a class {self._names(name)[0]} in portal_config/sections/."
            )
        return made()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._schema(name) is not None

    def item(self, name: str, listed: str) -> marshmallow.Schema | None:
        """The settings of the items of a list that carry ids; None where nothing reads them yet."""
        if listed == "options":
            return OptionSettings()
        made = self._found.get(_ITEMS.get((name, listed), ""))
        return made() if made else None

    def beside(self, name: str) -> dict[str, marshmallow.Schema]:
        """Keys of a section with settings of their own."""
        return {key: self._found[each]() for key, each in _BESIDE.get(name, {}).items()}

    def _schema(self, name: str) -> type[marshmallow.Schema] | None:
        if name in _SCHEMAS:
            return _SCHEMAS[name]
        return next((self._found[each] for each in self._names(name) if each in self._found), None)

    @staticmethod
    def _names(name: str) -> list[str]:
        words = "".join(part.title() for part in name.split("_"))
        singular = [words.removesuffix("ies") + "y"] if words.endswith("ies") else []
        return [f"{each}Settings" for each in (words.removesuffix("s"), *singular, words.removesuffix("es"), words)]
