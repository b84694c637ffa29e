"""The document language by itself: checking, comparing, evaluating, and a long form. In this process, without a server; times are CPU times."""

from __future__ import annotations

import copy
import json
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import portal_config
from bench.figures import Figure
from form_schemas import FormContext, submission
from portal_config.diff import diff
from portal_config.expressions import compile as compiled
from portal_config.expressions import parse
from portal_config.expressions.given import read_given
from portal_config.merge import merge
from portico.kinds import discover_kinds

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
TO_THE_LIMIT = ("within the budget", "one day a week", "many business days")
"""Vectors that count thousands of days or items."""
MEGABYTE = 1_000_000
"""Close below the limit of 1 MiB."""
QUESTIONS = 150


def figures() -> list[Figure]:
    """Every figure of the language, each with its rounds."""
    discover_kinds()
    document = large()
    changed = _changed(document)
    theirs = _changed(document, start=5)
    return [
        Figure("check of a document of 1 MB", "ms", _rounds(lambda: portal_config.check(document)), 250),
        Figure("difference of two documents of 1 MB", "ms", _rounds(lambda: diff(document, changed)), 120),
        Figure("merge of three documents of 1 MB", "ms", _rounds(lambda: merge(document, changed, theirs)), 120),
        Figure("PX, an expression on average", "us", _expressions(), 40),
        Figure(f"a posted form of {QUESTIONS} questions", "ms", _form(), 20),
        Figure("memory while a document of 1 MB is checked", "MB", (_memory(document),), 100),
    ]


def large() -> dict[str, Any]:
    """Northlight with as many services, forms and prices as fit into a document."""
    made: dict[str, Any] = portal_config.load((ROOT / "builder" / "library" / "northlight.json").read_bytes())
    number = 0
    while True:
        number += 1
        block = _block(made, number)
        for section, parts in block.items():
            made[section] |= parts
        if number % 5 == 0 and len(portal_config.dump(made)) > MEGABYTE - 12_000:
            return made


def _block(made: dict[str, Any], number: int) -> dict[str, dict[str, Any]]:
    """One more service with its price and, for the first hundred, a form of its own."""
    form = copy.deepcopy(made["forms"]["frm_letters"])
    text = json.dumps(form).replace('"fld_', f'"fld_n{number}_').replace('"opt_', f'"opt_n{number}_')
    form = json.loads(text.replace('"fpg_', f'"fpg_n{number}_'))
    service = copy.deepcopy(made["services"]["svc_letters"]) | {"form": f"frm_n{number}", "price": f"prc_n{number}"}
    service["quantity"] = {"field": f"fld_n{number}_letters"}
    service.pop("addons", None)
    service["description"] = (service["description"] + " ") * 8
    if number > 90:
        return {"services": {f"svc_n{number}": service | {"form": "frm_n1", "quantity": {"field": "fld_n1_letters"}}},
                "prices": {f"prc_n{number}": made["prices"]["prc_letter"]}}  # fmt: skip
    return {
        "services": {f"svc_n{number}": service},
        "prices": {f"prc_n{number}": copy.deepcopy(made["prices"]["prc_letter"])},
        "forms": {f"frm_n{number}": form},
    }


def _changed(document: dict[str, Any], start: int = 0) -> dict[str, Any]:
    """The document with a name changed in every tenth service from number `start`, and with another name of its first tab."""
    other = copy.deepcopy(document)
    for place, service in enumerate(other["services"].values()):
        if place % 10 == start:
            service["name"] += " (new)"
    other["tabs"]["tab_home"]["label"] = "Start"
    return other


def _rounds(work: Callable[[], Any]) -> tuple[float, ...]:
    work()
    return tuple(_timed(work) for _ in range(ROUNDS))


def _timed(work: Callable[[], Any]) -> float:
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def _expressions() -> tuple[float, ...]:
    """All vectors that evaluate but those that go to the limits, compiled once and evaluated a hundred times each round."""
    vectors = json.loads((ROOT / "tests" / "portal_config" / "expressions" / "vectors.json").read_text())
    ready = []
    for vector in vectors:
        if vector["name"] in TO_THE_LIMIT or (isinstance(vector["expect"], dict) and "error" in vector["expect"]):
            continue
        ready.append((compiled(parse(vector["expr"])), read_given(vector.get("given", {}))))

    def work() -> None:
        for run, given in ready:
            for _ in range(100):
                given.spent = 0
                run(given)

    return tuple(each * 1000 / (len(ready) * 100) for each in _rounds(work))


def _form() -> tuple[float, ...]:
    fields: dict[str, Any] = {}
    posted: dict[str, list[str]] = {}
    for number in range(QUESTIONS):
        name = f"fld_q{number}"
        kind = ("short_text", "number", "yes_no", "email", "date")[number % 5]
        fields[name] = {"type": kind, "label": f"Question {number}", "require": number % 3 == 0}
        if number >= 5:
            fields[name]["show"] = ["filled", ["field", f"fld_q{number - 5}"]]
        posted[name] = [
            {
                "short_text": "An answer",
                "number": "12.5",
                "yes_no": "yes",
                "email": "a@b.example",
                "date": "2026-12-01",
            }[kind]
        ]
    document = {
        "forms": {"frm_long": {"title": "Long", "pages": [{"id": "fpg_one", "fields": list(fields)}], "fields": fields}}
    }
    form = portal_config.compile({**document, "schema": 1}, strict=False).forms["frm_long"]
    context = FormContext(datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20), "en", {})
    result = submission.parse(form, posted, context)
    assert len(result.values) == QUESTIONS and not result.errors, "the form is answered in full"
    return _rounds(lambda: submission.parse(form, posted, context))


def _memory(document: dict[str, Any]) -> float:
    tracemalloc.start()
    portal_config.check(document)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1_000_000
