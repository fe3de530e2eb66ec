"""The layers, read from the source: who may import whom, and where databases may be told apart.

Each rule is one line of RULES; the second half of this file breaks every one of them in a small made-up tree, so that
a checker that sees nothing would be noticed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("warehouse_app", "ui", "printing", "devices", "resources")
OUTER = ("ui", "printing", "devices")
FOREIGN = ("PySide6", "shiboken6", "reportlab", "barcode", "serial")  # of the window, the papers and the ports
DATABASES = ("sqlalchemy", "alembic", "sqlite3", "psycopg")


class Rule(NamedTuple):
    place: str
    """Modules this rule is for: the module of this name and all below it."""
    never: tuple[str, ...]
    """What they must not import, by the same way of naming."""
    except_for: tuple[str, ...] = ()
    """What they may import all the same."""


RULES = [
    Rule("warehouse_app", never=(*OUTER, *FOREIGN)),
    Rule("warehouse_app.domain", never=("warehouse_app", *DATABASES), except_for=("warehouse_app.domain",)),
    Rule("warehouse_app.workflows", never=("warehouse_app.command_line", "warehouse_app.imports")),
    Rule("warehouse_app.database", never=("warehouse_app.workflows", "warehouse_app.command_line")),
    Rule("printing", never=("ui", "devices", "warehouse_app", "PySide6", *DATABASES),
         except_for=("warehouse_app.domain",)),
    Rule("devices", never=("ui", "printing", "warehouse_app", "PySide6", "reportlab", *DATABASES),
         except_for=("warehouse_app.domain",)),
    Rule("resources", never=("warehouse_app", *OUTER)),
]  # fmt: skip

# The front door opens the window and the printing queue by name, when a command asks for them.
LOADS_BY_NAME = "warehouse_app.command_line"
TELLS_DATABASES_APART = "warehouse_app.database"


class Module(NamedTuple):
    name: str
    path: Path
    tree: ast.Module


def modules(root: Path) -> Iterator[Module]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield Module(name, path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything a module imports, at its top or inside a function, by statement or by name."""
    package = module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            by_name = [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if not within(module.name, (LOADS_BY_NAME,)):
                yield from ((node.lineno, name) for name in by_name)


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


def broken_layers(root: Path) -> list[str]:
    return [
        f"{module.path.relative_to(root)}:{line}: {rule.place} must not import {name}"
        for module in modules(root)
        for line, name in imports(module)
        for rule in RULES
        if within(module.name, (rule.place,)) and within(name, rule.never) and not within(name, rule.except_for)
    ]


def told_apart(root: Path) -> list[str]:
    """Places outside the engine that ask which database they talk to."""
    return [
        f"{module.path.relative_to(root)}:{node.lineno}: only {TELLS_DATABASES_APART} may tell databases apart"
        for module in modules(root)
        if not within(module.name, (TELLS_DATABASES_APART,))
        for node in ast.walk(module.tree)
        if asks_for_the_database(node)
    ]


def asks_for_the_database(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ("dialect", "get_backend_name", "drivername")
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("sqlalchemy.dialects")
    if isinstance(node, ast.Compare):
        return any(names_a_database(side) for side in (node.left, *node.comparators))
    return isinstance(node, ast.Call) and called(node) == "startswith" and any(map(names_a_database, node.args))


def names_a_database(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(("sqlite", "postgres"))
    )


def test_layers() -> None:
    assert broken_layers(ROOT) == []


def test_only_the_engine_tells_databases_apart() -> None:
    assert told_apart(ROOT) == []


def test_every_place_named_in_a_rule_exists() -> None:
    known = {module.name for module in modules(ROOT)}
    places = {rule.place for rule in RULES} | {LOADS_BY_NAME, TELLS_DATABASES_APART}
    assert places - known == set()


# --- the checker itself ------------------------------------------------------------------------------------------


def tree(root: Path, file: str, text: str) -> Path:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("warehouse_app/station.py", "import ui.window"),
        ("warehouse_app/station.py", "def f():\n    from printing import label"),
        ("warehouse_app/reports/shift.py", "from reportlab.pdfgen import canvas"),
        ("warehouse_app/workflows/pack.py", "from PySide6.QtCore import QObject"),
        ("warehouse_app/workflows/pack.py", "from ...ui import window"),
        ("warehouse_app/workflows/pack.py", "import importlib\nimportlib.import_module('printing.label')"),
        ("warehouse_app/command_line/main.py", "import ui"),
        ("warehouse_app/domain/route.py", "import sqlalchemy as sa"),
        ("warehouse_app/domain/route.py", "from warehouse_app.database import engine"),
        ("warehouse_app/domain/route.py", "from ..recorder import Recorder"),
        ("warehouse_app/domain/__init__.py", "from .. import station"),
        ("printing/label.py", "from warehouse_app.recorder import Recorder"),
        ("printing/label.py", "from warehouse_app import station"),
        ("printing/label.py", "import ui"),
        ("devices/scale.py", "from PySide6.QtCore import Signal"),
        ("devices/scale.py", "import warehouse_app.station"),
        ("resources/__init__.py", "import ui"),
    ],
)
def test_a_broken_layer_is_seen(tmp_path: Path, file: str, text: str) -> None:
    assert len(broken_layers(tree(tmp_path, file, text))) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("warehouse_app/domain/route.py", "from .screen import Screen\nfrom warehouse_app.domain import sentences"),
        ("warehouse_app/workflows/pack.py", "from ..recorder import Recorder\nimport sqlalchemy"),
        ("warehouse_app/command_line/main.py", "from importlib import import_module\nimport_module('ui.program')"),
        ("printing/label.py", "from reportlab.pdfgen import canvas\nfrom warehouse_app.domain import label"),
        ("devices/scale.py", "import serial\nfrom warehouse_app.domain.weight import Weight"),
        ("ui/bridge.py", "import PySide6, serial, printing, devices, warehouse_app.station"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, text: str) -> None:
    assert broken_layers(tree(tmp_path, file, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "if connection.dialect.name == 'sqlite': pass",
        "lock = url.get_backend_name()",
        "local = address.startswith('sqlite:')",
        "from sqlalchemy.dialects.postgresql import insert",
        "if name in ('x',) or name != 'postgresql': pass",
    ],
)
def test_telling_databases_apart_is_seen(tmp_path: Path, text: str) -> None:
    assert told_apart(tree(tmp_path / "outside", "warehouse_app/check.py", text)) != []
    assert told_apart(tree(tmp_path / "engine", "warehouse_app/database/engine.py", text)) == []
