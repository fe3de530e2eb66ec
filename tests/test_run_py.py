"""`run.py` in a small checkout of its own: a real environment, real pip, a made-up lock with one made-up wheel.

No registry is asked: pip gets a folder with that wheel and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

RUN_PY = Path(__file__).resolve().parent.parent / "run.py"

# Stands in for setuptools, which would have to be downloaded: writes an editable wheel of the checkout.
BACKEND = """
import os, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "warehouse_app-0.1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("warehouse_app_checkout.pth", os.getcwd() + "\\n")
        info = "warehouse_app-0.1.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: warehouse-app\\nVersion: 0.1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
PROGRAM = """
import os, sys, tiny
print(tiny.VALUE, sys.argv[1:], os.getcwd(), sys.stdin.read())
sys.exit(3)
"""


class Checkout:
    """A fresh checkout below `folder`, and a wheel of the package `tiny` beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"  # a blank in the path is nothing special
        self.wheels = folder / "wheels"
        (self.root / "warehouse_app").mkdir(parents=True)
        self.wheels.mkdir()
        shutil.copy(RUN_PY, self.root)
        (self.root / "backend.py").write_text(BACKEND)
        (self.root / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "warehouse-app"\nversion = "0.1"\n'
        )
        (self.root / "warehouse_app" / "__init__.py").touch()
        (self.root / "warehouse_app" / "__main__.py").write_text(PROGRAM)
        self.lock("1.0")

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def lock(self, version: str, right_hash: bool = True) -> None:
        """Publish that version of the wheel and lock it."""
        path = self.wheels / f"tiny-{version}-py3-none-any.whl"
        info = f"tiny-{version}.dist-info"
        files = {
            "tiny.py": f"VALUE = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        with zipfile.ZipFile(path, "w") as wheel:
            record = ""
            for name, text in files.items():
                wheel.writestr(name, text)
                digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
                record += f"{name},sha256={digest},{len(text)}\n"
            wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
        digest = hashlib.sha256(path.read_bytes() if right_hash else b"something else").hexdigest()
        (self.root / "requirements.lock").write_text(f"tiny=={version} \\\n    --hash=sha256:{digest}\n")

    def start(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        command = [sys.executable, str(self.root / "run.py"), *arguments]
        return subprocess.run(
            command, cwd=self.wheels, env=environment, input=text, capture_output=True, text=True, check=False
        )


def test_the_life_of_an_environment(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)

    first = checkout.start("station", "pick", text="scan")
    assert first.returncode == 3, first.stderr
    assert first.stdout == f"1.0 ['station', 'pick'] {checkout.wheels} scan\n"
    assert "Making the environment" in first.stderr and first.stderr.endswith("The environment is ready.\n")

    again = checkout.start("check")
    assert (again.returncode, again.stdout, again.stderr) == (3, f"1.0 ['check'] {checkout.wheels} \n", "")

    checkout.lock("2.0")
    upgraded = checkout.start("check")
    assert upgraded.stdout.startswith("2.0 ") and "Installing" in upgraded.stderr

    checkout.lock("3.0", right_hash=False)
    refused = checkout.start("check")
    assert refused.returncode == 1 and "could not be installed" in refused.stderr and refused.stdout == ""
    assert checkout.start("check").returncode == 1, "an interrupted installation must not look finished"

    left_behind = checkout.venv / "left behind"
    left_behind.touch()
    checkout.lock("4.0")
    redone = checkout.start("check")
    assert redone.stdout.startswith("4.0 ") and "Removing an unfinished" in redone.stderr
    assert not left_behind.exists() and not (checkout.venv / "unfinished").exists()


def test_an_environment_that_someone_else_made_is_filled(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", str(checkout.venv)], check=True)
    (checkout.venv / "kept").touch()
    assert checkout.start("check").stdout.startswith("1.0 ")
    assert (checkout.venv / "kept").exists()


def test_a_python_too_old_is_told_so() -> None:
    program = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); runpy.run_path(sys.argv[1], None, '__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program, str(RUN_PY)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "This program needs Python 3.11 to 3.14, and this is Python 3.9.\n"


# --- single questions --------------------------------------------------------------------------------------------


@pytest.fixture
def run_py() -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(RUN_PY)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc:size=1280x800"}, True),
    ],
)
def test_display(
    run_py: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shown: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run_py.has_display() is shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="checked on Linux alone")
def test_libraries(run_py: SimpleNamespace) -> None:
    assert run_py.can_load("libc.so.6")
    assert not run_py.can_load("libnosuchthing.so.1")


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="Debian and Ubuntu")
def test_without_the_right_to_install_the_command_is_said(
    run_py: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(
        run_py.CannotStartError, match=re.escape("sudo apt-get install --no-install-recommends libegl1")
    ):
        run_py.install_packages(["libegl1"])
