"""The file field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas import FormContext, submission
from form_schemas.context import File
from form_schemas.fields.conftest import form_of
from portal_config.expressions import Listing

FILES = {
    each.id: each
    for each in (
        File("a", "brief.pdf", 1_400_000, "application/pdf", "sha256:aa", "clean"),
        File("b", "photo.png", 300, "image/png", "sha256:bb", "clean"),
        File("c", "film.mp4", 9_000_000, "video/mp4", "", "pending"),
        File("d", "trick.pdf", 10, "application/pdf", "", "refused"),
    )
}
OUTSIDE = {"file": FILES.get}


def test_files_are_kept_with_what_they_were(ask: Callable[..., Any]) -> None:
    field = ask("file", outside=OUTSIDE)
    assert field.value("a", "a", "") == [
        {
            "id": "a",
            "name": "brief.pdf",
            "size": 1_400_000,
            "type": "application/pdf",
            "hash": "sha256:aa",
            "scan": "clean",
        }
    ]
    assert field.value() is None and field.value("") is None
    assert field.shown(field.value("a", "b")) == "brief.pdf, photo.png"
    assert [each["id"] for each in field.value("a", "b", remove="a")] == ["b"]
    assert field.value("a", remove="a") is None


def test_files_of_others_are_not_there(ask: Callable[..., Any]) -> None:
    field = ask("file", outside=OUTSIDE)
    assert field.code("a", "../../etc/passwd") == "file_gone"
    assert field.code("\ud800") == "file_gone"
    assert ask("file").code("a") == "file_gone"


def test_types_sizes_and_how_many(ask: Callable[..., Any]) -> None:
    assert ask("file", outside=OUTSIDE, accept=["application/pdf"]).code("b") == "file_type"
    assert ask("file", outside=OUTSIDE, accept=["application/pdf", "image/*"]).value("b")
    assert ask("file", outside=OUTSIDE, accept=["image/*"]).code("a") == "file_type"
    assert ask("file", outside=OUTSIDE, max_mb=1).code("a") == "file_size"
    assert ask("file", outside=OUTSIDE, max_mb=2).value("a")
    assert ask("file", outside=OUTSIDE, max_files=1).code("a", "b") == "max_files"
    assert ask("file", outside=OUTSIDE, max_files=2).value("a", "b")
    assert ask("file", outside=OUTSIDE).code("d") == "file_refused"


def test_a_file_that_is_being_checked_counts_as_missing(ask: Callable[..., Any]) -> None:
    """One clean and one pending count as one."""
    field = ask("file", outside=OUTSIDE)
    both = field.value("a", checking="c")
    assert [each["scan"] for each in both] == ["clean", "pending"]
    assert field.engine.px(both, field.field) == Listing("text", ("a",))
    assert field.engine.px(field.value("c"), field.field) is None
    given = field.engine.given(both, field.field, "en")
    assert (tuple(given), tuple(given.part("checking"))) == (("a",), ("c",))


@pytest.mark.parametrize(("posted", "code"), [(["c"], "waits"), ([], "required"), (["c", "a"], ""), (["a"], "")])
def test_a_required_file_that_is_being_checked_is_not_there_yet(
    ask: Callable[..., Any], posted: list[str], code: str
) -> None:
    context: FormContext = ask("file", outside=OUTSIDE).context
    from form_schemas.fields.conftest import offered

    with offered("file"):
        parsed = submission.parse(form_of({"type": "file", "require": True}), {"fld_a": posted}, context)
    assert [one.code for one in parsed.errors] == ([code] if code else [])
    if code == "waits":
        assert "still being checked" in parsed.errors[0].message


def test_what_may_come_is_said_in_words(ask: Callable[..., Any]) -> None:
    field = ask("file", outside=OUTSIDE, accept=["application/pdf", "image/*"], max_files=3)
    assert field.engine.rule(field.field) == "Up to 3 files, at most 20 MB each. Only PDF or pictures."
    held = field.engine.more(field.field, _posted("a", "c"), field.context)["files"]
    assert [(each.name, each.size, each.state, each.part) for each in held] == [
        ("brief.pdf", "1.4 MB", "clean", ""), ("film.mp4", "9 MB", "pending", "checking"),
    ]  # fmt: skip
    german = ask("file", "de", outside=OUTSIDE)
    assert german.engine.more(german.field, _posted("a"), german.context)["files"][0].size == "1,4 MB"


def _posted(*ids: str) -> Any:
    from form_schemas.posted import Posted

    return Posted.made(ids)
