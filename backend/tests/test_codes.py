"""Every code that the service can answer with is in the lists that clients and the pages' languages are made from."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import bowerbird
from bowerbird.codes import HINT_CODES, PROBLEM_CODES
from bowerbird.main import create_app
from bowerbird.ops.problem import _CODES

SOURCE = Path(bowerbird.__file__).parent
NOT_FOR_PAGES = {"backup", "embedded", "cli.py", "doctor.py", "client.py", "metrics.py", "commands.py"}
"""What speaks to the command line or to machines."""
_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def _is_sentence(node: ast.expr) -> bool:
    last = node.values[-1] if isinstance(node, ast.JoinedStr) else node
    return isinstance(last, ast.Constant) and isinstance(last.value, str) and last.value.endswith((".", "?"))


def _codes_of(tree: ast.Module) -> Iterator[str]:
    """Of `code=`, of the class attribute `code`, and of a code with its sentence after it."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: list[ast.expr | None] = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=row, keywords=keywords):
                found += [keyword.value for keyword in keywords if keyword.arg == "code"]
                found += [first for first, second in pairwise(row) if _is_sentence(second)]
            case ast.Tuple(elts=row) | ast.List(elts=row):
                found += [first for first, second in pairwise(row) if _is_sentence(second)]
            case ast.ClassDef(body=body):
                found += [
                    each.value
                    for each in body
                    if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == "code"
                ]
    for value in found:
        named = constants.get(value.id) if isinstance(value, ast.Name) else value
        if isinstance(named, ast.Constant) and isinstance(named.value, str) and _CODE.fullmatch(named.value):
            yield named.value


def test_every_code_is_listed() -> None:
    raised = set(_CODES.values())
    for path in sorted(SOURCE.rglob("*.py")):
        if not NOT_FOR_PAGES.intersection(path.relative_to(SOURCE).parts):
            raised.update(_codes_of(ast.parse(path.read_text(encoding="utf-8"))))
    assert "corrupt" in raised
    assert raised - {*PROBLEM_CODES, *HINT_CODES} == set()


def test_a_code_stands_once() -> None:
    together = [*PROBLEM_CODES, *HINT_CODES]
    assert len(together) == len(set(together))


def test_the_document_lists_them() -> None:
    schemas = create_app().openapi()["components"]["schemas"]
    assert schemas["Problem"]["properties"]["code"]["enum"] == sorted(PROBLEM_CODES)
    assert schemas["HintOut"]["properties"]["code"]["enum"] == sorted(HINT_CODES)
