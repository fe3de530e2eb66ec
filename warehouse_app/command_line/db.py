"""`warehouse db`: the upgrade of a shared database, its roles, backups and their return."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_app.command_line.command import BAD_INPUT, Failure, tell, write
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
    job = jobs.add_parser("backup", help="write everything to a new file")
    job.add_argument("file", type=Path, metavar="FILE")
    job = jobs.add_parser("restore", help="fill the database from a backup")
    job.add_argument("file", type=Path, metavar="FILE")
    job.add_argument("--replace", action="store_true", help="although it holds orders; they are lost")


def run(arguments: Namespace) -> int:
    from warehouse_app.database.backup import backup, restore
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
            backup(database, arguments.file)
            tell(arguments, say("Everything is in {file}.", file=arguments.file))
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
