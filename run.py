"""Start the warehouse program from a fresh checkout: `python3 run.py`.

    python3 run.py                   open the program (without a display: run the demo)
    python3 run.py COMMAND ...       any command of the program: demo, import, allocate, station, check, ...
    python3 run.py test              formatting, lint, types and the whole test suite
    python3 run.py test PYTEST-ARGS  pytest alone, with these arguments
    python3 run.py bundle [FOLDER]   make a program that needs no Python: FOLDER/warehouse (FOLDER is dist)

Each of them first makes the environment `.venv` beside this file, if it is missing or the lock files have changed:
the packages of requirements.lock with their hashes, then the project itself. Needs nothing but Python's standard
library and pip's ordinary configuration, on Linux, macOS and Windows. What it has to say goes to standard error.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

OLDEST, NEWEST = (3, 11), (3, 14)
VERSION = ".".join(map(str, sys.version_info[:2]))
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
UNFINISHED = os.path.join(VENV, "unfinished")
LOCKS = {"program": "requirements.lock", "tests": "requirements-test.lock"}

# What Qt loads and its wheels do not bring: (file, Debian package), all found needed on a bare Debian 12.
QT_LIBRARIES = [
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
]
QT_SCREEN_LIBRARIES = [
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
]


class CannotStartError(Exception):
    """Something that only the person at this machine can put right; the message says what to do."""


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        tell(f"This program needs Python 3.11 to 3.14, and this is Python {VERSION}.")
        return 1
    if not arguments and not has_display():
        tell("There is no display here, so the demo runs instead; its pictures and papers are kept in a folder.")
        arguments = ["demo"]
    bundling = arguments[:1] == ["bundle"]
    testing = bundling or arguments[:1] == ["test"]
    try:
        check_system(opens_window=testing or not arguments or arguments[0] == "demo", bundles=bundling)
        prepare("tests" if testing else "program")
    except CannotStartError as problem:
        tell(str(problem))
        return 1
    if bundling:
        return make_bundle(*arguments[1:2])
    if testing:
        return run_tests(arguments[1:])
    # -P: the folder the user happens to stand in must not shadow the program's own packages.
    return become([VENV_PYTHON, "-P", "-m", "warehouse_app", *arguments])


def make_bundle(folder: str = "dist") -> int:
    """The program with all that it needs in one folder, by PyInstaller; only for the system that it is made on."""
    import subprocess

    made = os.path.abspath(folder)
    command = ["PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", made,
               "--workpath", os.path.join(made, "work"), "warehouse.spec"]  # fmt: skip
    code = subprocess.call([VENV_PYTHON, "-m", *command], cwd=ROOT)
    if not code:
        tell(f"The program is {os.path.join(made, 'warehouse')}.")
    return code


def run_tests(pytest_arguments: list[str]) -> int:
    """Format, lint, types and tests, all of them even when one fails; only pytest when it is given arguments."""
    import subprocess

    workers = ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal"]
    checks = {
        "ruff format": ["ruff", "format", "--check", "."],
        "ruff check": ["ruff", "check", "."],
        "mypy": ["mypy"],
        "pytest": ["pytest", *workers, *pytest_arguments],
    }
    failed = []
    for name, command in checks.items():
        if name == "pytest" or not pytest_arguments:
            tell(f"Running {name}.")
            code = subprocess.call([VENV_PYTHON, "-m", *command], cwd=ROOT)
            if code:
                failed.append((name, code))
    if failed:
        tell("Failed: " + ", ".join(name for name, _ in failed) + ".")
        return failed[-1][1]
    return 0


# --- the environment ---------------------------------------------------------------------------------------------


def prepare(kind: str) -> None:
    """Bring `.venv` to the state of the lock file of this kind ("program" or "tests"); at once if it is there."""
    if is_ready(kind):
        return
    with one_at_a_time():
        if is_ready(kind):
            return
        if not is_usable():
            make_environment()
        open(UNFINISHED, "w").close()
        for other in LOCKS:
            with contextlib.suppress(FileNotFoundError):
                os.remove(stamp_file(other))
        tell(f"Installing the packages of {LOCKS[kind]}: about a minute at the first time.")
        lock = os.path.join(ROOT, LOCKS[kind])
        pip("install", "--require-hashes", "--only-binary", ":all:", "--requirement", lock)
        # setuptools comes from the lock: a build environment of its own would be downloaded without hashes.
        pip("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        # The test lock holds all of the program's, at the same versions.
        for done in LOCKS if kind == "tests" else [kind]:
            with open(stamp_file(done), "w", encoding="ascii") as file:
                file.write(fingerprint(done))
        os.remove(UNFINISHED)
        tell("The environment is ready.")


def is_ready(kind: str) -> bool:
    if not os.path.exists(VENV_PYTHON) or os.path.exists(UNFINISHED):
        return False
    try:
        with open(stamp_file(kind), encoding="ascii") as file:
            return file.read() == fingerprint(kind)
    except FileNotFoundError:
        return False


def stamp_file(kind: str) -> str:
    return os.path.join(VENV, "ready-" + kind)


def fingerprint(kind: str) -> str:
    """Changes with the lock, the project's own metadata, the checkout's place and the Python behind `.venv`."""
    import hashlib

    digest = hashlib.sha256()
    for name in (LOCKS[kind], "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    digest.update(ROOT.encode() + b"\0" + os.path.realpath(VENV_PYTHON).encode())
    return digest.hexdigest()


def is_usable() -> bool:
    """Whether a finished environment stands there that packages can be added to."""
    if not os.path.exists(VENV_PYTHON) or os.path.exists(UNFINISHED):
        return False
    question = f"import pip, sys; sys.exit(sys.prefix == sys.base_prefix or sys.version_info < {OLDEST})"
    return run([VENV_PYTHON, "-c", question], quiet=True) == 0


def make_environment() -> None:
    import shutil

    try:
        if os.path.isdir(VENV):
            tell("Removing an unfinished or broken environment.")
            shutil.rmtree(VENV)
        tell("Making the environment .venv.")
        os.mkdir(VENV)
        open(UNFINISHED, "w").close()
    except OSError as problem:
        raise CannotStartError(f"The environment {VENV} cannot be made: {problem.strerror}.") from problem
    if run([sys.executable, "-m", "venv", VENV]):
        raise CannotStartError("Python could not make the environment; what it said stands above.")


def pip(*arguments: str) -> None:
    """pip as this machine has it configured: registry, mirrors and certificates are its own business."""
    if run([VENV_PYTHON, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments]):
        raise CannotStartError("The packages could not be installed; what pip said stands above. Start again to retry.")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts at once on a fresh checkout: the second waits for the first."""
    with open(os.path.join(ROOT, ".run.lock"), "a") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- the system around it ----------------------------------------------------------------------------------------


def has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:  # someone has chosen; of Qt's platforms these two show nothing to anyone
        return platform.split(":")[0] not in ("offscreen", "minimal")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def check_system(opens_window: bool, bundles: bool = False) -> None:
    """Whatever Debian and Ubuntu keep in packages of their own, in one go."""
    missing = []
    if not os.path.exists(VENV_PYTHON) or os.path.exists(UNFINISHED):
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            missing.append(f"python{VERSION}-venv")
    if opens_window and sys.platform.startswith("linux"):
        libraries = QT_LIBRARIES + (QT_SCREEN_LIBRARIES if has_display() else [])
        missing += [package for file, package in libraries if not can_load(file)]
    if bundles and sys.platform.startswith("linux"):
        missing += bundle_tools()
    if missing:
        install_packages(missing)


def bundle_tools() -> list[str]:
    """The Debian packages that PyInstaller needs and that are missing: objdump, and Debian's Python as a library."""
    import shutil

    missing = [] if shutil.which("objdump") else ["binutils"]
    if sys.base_prefix == "/usr" and not can_load(f"libpython{VERSION}.so.1.0"):
        missing.append(f"libpython{VERSION}")
    return missing


def can_load(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install Debian packages where that is possible without asking; otherwise say the command that does."""
    import shutil

    apt_get = shutil.which("apt-get")
    if apt_get is None:
        raise CannotStartError("Parts of the system are missing; Debian and Ubuntu call them: " + " ".join(packages))
    command = "apt-get install --no-install-recommends " + " ".join(packages)
    if not (hasattr(os, "geteuid") and os.geteuid() == 0):
        raise CannotStartError(f"Parts of the system are missing. Run this once, then start again: sudo {command}")
    tell(f"Installing parts of the system: {' '.join(packages)}.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [apt_get, "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    # A list that could not be fetched may be one of no interest here: whether it matters, the installation tells.
    run([*apt, "update"], env=environment, quiet=True)
    if run([*apt, "install", "--no-install-recommends", *packages], env=environment, quiet=True):
        raise CannotStartError(f"Parts of the system could not be installed. See what this says: {command}")


def run(command: list[str], env: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Exit code of a set-up command. What it says goes to standard error, or nowhere; standard input is not its own."""
    import subprocess

    output = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.call(command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def become(command: list[str]) -> int:
    """Go on as another program; where the system cannot do that (Windows), run it and hand on its exit code."""
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            # Ctrl-C reaches the program too, and it is the one to decide.
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        tell("Stopped. What was unfinished is done again at the next start.")
        sys.exit(130)
