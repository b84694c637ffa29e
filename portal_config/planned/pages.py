"""Sections and blocks of pages without an engine."""

from __future__ import annotations

from functools import partial

from portal_config import limits
from portal_config.planned.declared import declared
from portal_config.settings import Choice, Ref, Refs, Text, Url

section, block = partial(declared, "section"), partial(declared, "block")

section(
    "columns", group="Sections", widths=Choice(("equal", "wide_first", "wide_last"), default="equal", label="Widths")
)
section(
    "image", icon="image", group="Sections",
    asset=Ref("ast", required=True, label="Picture"), alt=Text(at_most=limits.SENTENCE, translated=True, label="What it shows"),
)  # fmt: skip
section(
    "faq", icon="help", group="Sections",
    title=Text(translated=True, label="Title"), questions=Refs("qst", label="Questions; none: all"),
)  # fmt: skip

block(
    "image", icon="image", group="Blocks",
    asset=Ref("ast", required=True, label="Picture"), alt=Text(at_most=limits.SENTENCE, translated=True, label="What it shows"),
)  # fmt: skip
block(
    "button", icon="pointer", group="Blocks",
    label=Text(required=True, at_least=1, at_most=60, translated=True, label="Words"), to=Ref("tab", "pag", "svc", label="Leads to"),
    url=Url(label="Address elsewhere"), look=Choice(("primary", "secondary"), default="primary", label="Look"),
)  # fmt: skip
block("divider", group="Blocks")
block(
    "video", icon="play", group="Blocks",
    url=Url(required=True, label="Address"), title=Text(at_most=limits.SENTENCE, translated=True, label="What it shows"),
)  # fmt: skip
