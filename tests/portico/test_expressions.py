"""``portico px check``: its words and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portico.cli import main

GOOD = {"expr": ["add", ["field", "fld_a"], 1], "given": {"fields": {"fld_a": 2}}, "expect": 3}


def run(tmp_path: Path, content: Any) -> int:
    path = tmp_path / "vectors.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return main(["px", "check", str(path)])


def test_agreement_and_disagreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, [GOOD, GOOD]) == 0
    assert capsys.readouterr().out == "2 vectors: both engines answer as expected.\n"
    assert run(tmp_path, [GOOD, GOOD | {"expect": 4, "name": "one too many"}]) == 1
    assert capsys.readouterr().out.splitlines() == [
        'one too many: server answers {"value": 3}, expected {"value": 4}',
        'one too many: browser answers {"value": 3}, expected {"value": 4}',
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[", "is no JSON: line 1, column 2"),
        ({"expr": 1}, "holds no list"),
        ([{"expr": 1}], "vector 0 is no object with expr and expect"),
        ([GOOD, {"expr": 1, "expect": 1, "given": {"fields": {"a": 2.5}}}], "what vector 1 gives cannot be read"),
        ([{"expr": 1, "expect": 1, "given": []}], "what vector 0 gives cannot be read"),
    ],
)
def test_a_file_that_holds_no_vectors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: Any, told: str
) -> None:
    assert run(tmp_path, content) == 2
    assert told in capsys.readouterr().err
    assert main(["px", "check", str(tmp_path / "nowhere.json")]) == 2
