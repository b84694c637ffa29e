"""What a request says about a conversation, and how it is answered: shared by every face that shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from foundation.errors import Refused
from foundation.web.components import macro
from foundation.web.csrf import csrf_field
from foundation.web.guards import wants_json
from foundation.web.routes import local_path

NUMBER_MAX = 2**53


def message_number(name: str, values: Mapping[str, str] | None = None) -> int | None:
    """The number of a message as the address says it, or one of the ``values`` of a form; None where it says none. Raises Refused ``bad_number``."""
    text = (request.args if values is None else values).get(name, "")
    if text == "":
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 16 or int(text) > NUMBER_MAX:
        raise Refused("bad_number", "There is no such message.", pointer=name, status=400)
    return int(text)


def draw_line(line: Any) -> str:
    """A line of a conversation, with a form of the present session where its writer may change it."""
    return macro(current_app.jinja_env, "thread.html", "thread_line")(line, csrf_field())


def back_to(thread: str) -> ResponseReturnValue:
    """To the page that a form without script stood on, else to the conversation itself, whose address is ``thread``."""
    return redirect(f"{local_path(request.form.get('back'), thread)}#conversation", 303)


def said(message_id: UUID, seq: int, thread: str) -> ResponseReturnValue:
    """The answer when something was said, corrected or taken back: the message for script, else back to the page."""
    return jsonify(id=str(message_id), seq=seq) if wants_json() else back_to(thread)


def noted(thread: str) -> ResponseReturnValue:
    """The answer when something was noted that nobody needs to be shown: nothing for script, else back to the page."""
    return ("", 204) if wants_json() else back_to(thread)
