"""``portico config``: its words and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portico.cli import main

STARTER = Path(__file__).parents[2] / "builder" / "library" / "small.json"


def written(path: Path, document: Any) -> str:
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return str(path)


def starter(**changes: Any) -> dict[str, Any]:
    return {**json.loads(STARTER.read_text()), **changes}


def broken() -> dict[str, Any]:
    document = starter()
    document["tabs"]["tab_chat"]["type"] = "nonsense"
    return document


def test_check_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", str(STARTER)]) == 0
    assert capsys.readouterr().out == "no errors, no warnings.\n"
    file = written(tmp_path / "broken.json", broken())
    assert main(["config", "check", file]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith("error /tabs/") and " kind_unknown: “nonsense” is not known." in first
    assert last == "1 error, no warnings."


def test_warnings_are_printed_and_do_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.json", starter(texts={"de": {"tab_gone.label": "Weg"}}))
    assert main(["config", "check", file, "--publish"]) == 0
    assert "warning /texts/de/tab_gone.label text_orphan:" in capsys.readouterr().out


def test_what_no_engine_obeys_is_refused_only_for_publishing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "a.json", starter(desks={"dsk_x": {"name": "Help"}}))
    assert main(["config", "check", file]) == 0
    assert "engine_planned" not in capsys.readouterr().out
    assert main(["config", "check", file, "--publish"]) == 1
    assert "error /desks/dsk_x engine_planned:" in capsys.readouterr().out


def test_a_slot_that_is_obeyed_has_to_be_bound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.json", starter(domains={"primary": "env_domain"}))
    assert main(["config", "check", file]) == 0
    assert main(["config", "check", file, "--publish", "--bound", "env_pay"]) == 1
    assert "error /domains/primary slot_unbound: Nothing is bound to “Portal address” yet." in capsys.readouterr().out
    assert main(["config", "check", file, "--publish", "--bound", "env_pay", "--bound", "env_domain"]) == 0


def test_findings_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", "--json", written(tmp_path / "broken.json", broken())]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["severity"], finding["code"]) == ("error", "kind_unknown")
    assert finding["pointer"].startswith("/tabs/") and finding["fix"].startswith("Use one of: ")
    assert main(["config", "check", "--json", str(STARTER)]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("content", [None, "[", "[]", "\udcff"])
def test_a_file_that_is_no_document(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None) -> None:
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    for words in (["check"], ["upgrade"], ["diff", str(STARTER)], ["diff"]):
        files = [str(path)] if words != ["diff"] else [str(path), str(STARTER)]
        assert main(["config", *words, *files]) == 2
        told = capsys.readouterr()
        assert told.out == "" and str(path) in told.err and "Traceback" not in told.err


def test_a_document_of_a_newer_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "new.json", starter(schema=99))
    assert main(["config", "check", file]) == 1
    assert "version_unknown: This document has schema 99" in capsys.readouterr().out
    for words in (["diff", str(STARTER)], ["upgrade"]):
        assert main(["config", *words, file]) == 2
        assert "has schema 99" in capsys.readouterr().err


def test_diff_in_two_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = starter()
    document["portal"] = {**document["portal"], "name": "Elsewhere"}
    name = starter()["portal"]["name"]
    file = written(tmp_path / "b.json", document)
    assert main(["config", "diff", str(STARTER), file]) == 1
    assert capsys.readouterr().out == f"Settings\n  * Portal name from “{name}” to “Elsewhere”\n"
    assert main(["config", "diff", str(STARTER), file, "--locale", "de"]) == 1
    assert capsys.readouterr().out == f"Einstellungen\n  * Name des Portals von „{name}“ auf „Elsewhere“\n"
    assert main(["config", "diff", str(STARTER), str(STARTER)]) == 0
    assert capsys.readouterr().out == ""


def test_upgrade_prints_or_writes_what_the_present_language_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal_config.upgrades import chain

    file = written(tmp_path / "a.json", starter())
    before = Path(file).read_text()
    assert main(["config", "upgrade", file, "--write"]) == 0
    told = capsys.readouterr()
    assert told.out == "" and told.err == f"{file}: has schema 1 already\n" and Path(file).read_text() == before
    assert main(["config", "upgrade", file]) == 0
    assert json.loads(capsys.readouterr().out) == starter()

    def renamed(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "portal": {"called": document["portal"]["name"]}}

    monkeypatch.setattr(chain, "STEPS", {2: renamed})
    monkeypatch.setattr(chain, "CURRENT", 2)
    assert main(["config", "upgrade", file, "--write"]) == 0
    assert capsys.readouterr().err == f"{file}: from schema 1 to 2\n"
    now = json.loads(Path(file).read_text())
    assert now["schema"] == 2 and now["portal"] == {"called": starter()["portal"]["name"]}


def test_the_command_runs_as_people_run_it(tmp_path: Path) -> None:
    """From another folder, without settings and without a database."""
    command = [str(Path(sys.executable).parent / "portico"), "config", "check"]
    for file, code in ((str(STARTER), 0), (written(tmp_path / "broken.json", broken()), 1), ("nowhere.json", 2)):
        done = subprocess.run([*command, file], cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_is_a_finding_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, code in (('{"schema": 1, "schema": 1}', "duplicate_key"), (None, "file_unreadable")):
        file = str(tmp_path / "missing.json") if text is None else written(tmp_path / "twice.json", text)
        assert main(["config", "check", "--json", file]) == 2
        told = capsys.readouterr()
        (found,) = json.loads(told.out)
        assert (found["severity"], found["code"]) == ("error", code) and told.err
