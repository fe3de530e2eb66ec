"""`warehouse db`: the upgrade of a shared database, backups and their return."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from warehouse_app.command_line.command import tell
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", required=True, metavar="JOB")
    jobs.add_parser("upgrade", help="bring the database up to this program")
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
        elif arguments.job == "backup":
            backup(database, arguments.file)
            tell(arguments, say("Everything is in {file}.", file=arguments.file))
        else:
            restore(database, arguments.file, replace=arguments.replace)
            tell(arguments, say("The database holds what was in {file}.", file=arguments.file))
    return 0
