"""`warehouse db`: the upgrade of a shared database, its roles, backups and their return."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_app.command_line.command import BAD_INPUT, FAILED, Failure, tell, write
from warehouse_app.domain.sentences import say

if TYPE_CHECKING:
    from warehouse_app.database.engine import Database


def add_arguments(parser: ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", required=True, metavar="JOB")
    jobs.add_parser("upgrade", help="bring the database up to this program")
    job = jobs.add_parser(
        "roles", help="PostgreSQL: make the rights of stations and of the office, and log-ins for them"
    )
    job.add_argument("--station", metavar="NAME", default="", help="a log-in for stations: the floor's work alone")
    job.add_argument("--office", metavar="NAME", default="", help="a log-in for the office's computers")
    job = jobs.add_parser("backup", help="write everything to a new file; into a folder: one named by the time")
    job.add_argument("file", type=Path, metavar="FILE|FOLDER")
    job.add_argument("--every", type=int, default=0, metavar="MINUTES", help="into a folder, again and again, proved")
    job.add_argument("--keep", type=int, default=48, metavar="N", help="so many; older ones are deleted (48)")
    job = jobs.add_parser("restore", help="fill the database from a backup")
    job.add_argument("file", type=Path, metavar="FILE")
    job.add_argument("--replace", action="store_true", help="although it holds orders; they are lost")


def run(arguments: Namespace) -> int:
    from warehouse_app.database.backup import restore
    from warehouse_app.database.opening import SCHEMAS, connect, open_database, upgrade

    with closing(open_database(arguments.db) if arguments.job == "backup" else connect(arguments.db)) as database:
        if arguments.job == "upgrade":
            if upgrade(database) == SCHEMAS[-1]:
                tell(arguments, say("The database is up to date."))
            else:
                tell(arguments, say("The database is now of version {version}.", version=SCHEMAS[-1]))
        elif arguments.job == "roles":
            _roles(database, arguments)
        elif arguments.job == "backup":
            return _backup(database, arguments)
        else:
            restore(database, arguments.file, replace=arguments.replace)
            tell(arguments, say("The database holds what was in {file}.", file=arguments.file))
    return 0


def _roles(database: Database, arguments: Namespace) -> None:
    """Make roles and log-ins; each log-in's address is told once, with its password."""
    from warehouse_app.database import roles

    if database.is_local:
        raise Failure(say("A local file has no roles: they are for a shared PostgreSQL."), BAD_INPUT)
    made = {}
    with database.write() as connection:
        roles.create_roles(connection)
        for name, role in ((arguments.station, roles.STATION), (arguments.office, roles.OFFICE)):
            if name:
                try:
                    made[name] = roles.create_login(connection, name, role)
                except ValueError:
                    raise Failure(say("{name} is no name like pack1.", name=name), BAD_INPUT) from None
    tell(arguments, say("The roles {station} and {office} are up to date.", station=roles.STATION,
                        office=roles.OFFICE))  # fmt: skip
    for name, password in made.items():
        address = database.url.set(drivername="postgresql", username=name, password=password)
        write(address.render_as_string(hide_password=False))


def _backup(database: Database, arguments: Namespace) -> int:
    """A backup to a file; or into a folder, proved by the rules of `check`, and so again every few minutes."""
    from warehouse_app.check import check
    from warehouse_app.database.backup import backup
    from warehouse_app.database.opening import connect
    from warehouse_app.journal import audit_key, data_folder

    folder: Path = arguments.file
    if not arguments.every and not folder.is_dir():
        backup(database, folder)
        tell(arguments, say("Everything is in {file}.", file=folder))
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        with database.read() as connection:
            now = database.now(connection)
        path = folder / f"warehouse-{now:%Y%m%d-%H%M%S-%f}.db"
        backup(database, path)
        with closing(connect(f"sqlite:///{path}")) as copy:
            problems = check(copy, audit_key(data_folder(database)))
        if problems:
            tell(arguments, say("{file} holds everything, but its books are not right: warehouse check", file=path))
        else:
            tell(arguments, say("Everything is in {file}, and its books are right.", file=path))
        for old in sorted(folder.glob("warehouse-????????-??????-??????.db"))[: -max(arguments.keep, 1)]:
            old.unlink()
        if not arguments.every:
            return FAILED if problems else 0
        time.sleep(arguments.every * 60)
