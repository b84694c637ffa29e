"""Everything that is declared takes part: no task and no subscriber is forgotten in the list of rooms."""

import ast

from foundation import jobs
from portico import rooms
from portico.versions import ROOT

FLOORS = ("foundation", "commerce", "workspace", "runtime", "sandbox", "storefront", "builder")
DECLARING = {"task", "on", "every", "policy.rooms"}


def declares(path):
    """Whether a module uses one of the decorators that register something."""
    for node in ast.walk(ast.parse(path.read_text())):
        for decorator in getattr(node, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in DECLARING:
                return True
    return False


def test_every_module_that_declares_is_listed():
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if "tests" not in path.parts and declares(path)
    }
    assert found == set(rooms.ROOMS)


def test_entering_registers_tasks():
    rooms.enter()
    assert jobs.tasks
