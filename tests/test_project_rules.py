"""Rules of the house that a machine can check, and one fault of a library that must never come back."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("warehouse_app", "ui", "printing", "devices", "resources")
LOCKS = ("requirements.lock", "requirements-test.lock")
MADE_BY_TOOLS = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}
LONGEST = 400

# These say nothing about what a file holds.
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$)|^base(_|$)")
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(home|Users|root|work|mnt)/\w|[A-Z]:\\\\?Users\\")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|archive\.ubuntu\.com|/simple/")


def python_files(*places: str) -> Iterator[Path]:
    for place in places:
        yield from sorted((ROOT / place).rglob("*.py"))


def project_files() -> Iterator[Path]:
    """Every file of the project, as far as it is not made by a tool; a checkout need not have git at hand."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in MADE_BY_TOOLS or part.endswith((".egg-info", "_cache")) for part in parts)
        if path.is_file() and not made and ".hypothesis" not in parts:
            yield path


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in [*python_files(*PACKAGES, "tests"), ROOT / "run.py"]
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_no_file_is_too_long_to_hold_in_a_head() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*PACKAGES)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_file_is_named_for_its_noun() -> None:
    names = {path.stem for path in python_files(*PACKAGES)} | {path.parent.name for path in python_files(*PACKAGES)}
    assert sorted(name for name in names if EMPTY_NAMES.search(name)) == []


def test_no_file_knows_a_machine_or_a_registry() -> None:
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture
        if path != Path(__file__):
            found += [
                f"{shown(path)}:{number}: {line.strip()[:100]}"
                for number, line in enumerate(text.splitlines(), 1)
                if MACHINE_PATH.search(line) or REGISTRY.search(line)
            ]
    assert found == []


@pytest.mark.parametrize("line", ["/home/kim/x", "open('/root/data')", r"C:\Users\kim", "https://pypi.org/x"])
def test_a_machine_path_would_be_seen(line: str) -> None:
    assert MACHINE_PATH.search(line) or REGISTRY.search(line)


def test_locks_name_no_address_and_hash_everything() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and " @ " not in text and "--index" not in text and "--find-links" not in text
        requirements = re.split(r"\n(?=\w)", text.strip())
        assert len(requirements) > 20
        assert [r.split()[0] for r in requirements if "--hash=sha256:" not in r] == []


def test_the_test_lock_holds_the_programs_versions() -> None:
    program, tests = (pinned(name) for name in LOCKS)
    assert program - tests == set()


def pinned(lock: str) -> set[str]:
    """The requirement lines of a lock, markers included."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if re.match(r"\w", line)}


def test_three_thousand_signals() -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference to True with each emit and aborts after about 580.

    In a process of its own: an abort would take the test run with it.
    """
    program = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Scanner(QObject):
    scanned = Signal(bool)

application = QCoreApplication([])
scanner, heard = Scanner(), []
scanner.scanned.connect(heard.append)
for _ in range(3000):
    scanner.scanned.emit(True)
print(len(heard), all(heard))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("3000 True", 0), done.stderr
