"""Files that came with the form itself, where no script sent them before: taken and checked like all others."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from foundation.identity.viewer import Viewer
from foundation.web.sent_files import posted_files
from portal_config.compiled import Form
from workspace.files.actions import store_upload
from workspace.files.budgets import QUESTIONS, Allowance
from workspace.files.policies import may_answer


def sent_files(viewer: Viewer, form: Form | None, allowed: Allowance | None) -> Mapping[str, list[str]]:
    """Name of a question → ids of the files that came for it. ``allowed``: of a guest. Raises what ``store_upload`` raises."""
    asked = {each.id for each in form.every if each.type in QUESTIONS} if form else set()
    found: dict[str, list[str]] = {}
    if not may_answer(viewer):
        return found
    for name in dict.fromkeys(request.files):
        if name and name.rpartition(".")[2] in asked:
            found[name] = [
                str(store_upload(viewer, name=file_name, stream=stream, allowed=allowed).id)
                for file_name, stream in posted_files(name)
            ]
    return found
