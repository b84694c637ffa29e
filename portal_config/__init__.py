"""The document language: from JSON text to a checked, compiled portal. Pure: no I/O, no clock."""

from portal_config.canonical import digest_text
from portal_config.compile import check, compile, thaw_form, thaw_pipeline, thaw_price, translatable
from portal_config.compiled import Compiled
from portal_config.document import digest, dump, load
from portal_config.findings import DocumentRefused, Finding
from portal_config.limits import CANONICAL_BYTES
from portal_config.money import Money, exponent

__all__ = [
    "CANONICAL_BYTES",
    "Compiled",
    "DocumentRefused",
    "Finding",
    "Money",
    "check",
    "compile",
    "digest",
    "digest_text",
    "dump",
    "exponent",
    "load",
    "thaw_form",
    "thaw_pipeline",
    "thaw_price",
    "translatable",
]
