"""`warehouse user add BADGE NAME ROLE`: a person, by the rules of imported users; `unlock BADGE` after wrong PINs."""

from __future__ import annotations

import csv
import os
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell
from warehouse_app.domain.sentences import say
from warehouse_app.imports.people import ROLES
from warehouse_app.imports.run import import_file


def add_arguments(parser: ArgumentParser) -> None:
    jobs = parser.add_subparsers(dest="job", required=True, metavar="JOB")
    job = jobs.add_parser("add", help="add a person, or change one; the PIN, if any, is WAREHOUSE_PIN")
    job.add_argument("badge", metavar="BADGE", help="USR-…")
    job.add_argument("name", metavar="NAME")
    job.add_argument("role", metavar="ROLE", nargs="+", help=" ".join(ROLES))
    job = jobs.add_parser("unlock", help="let a person try again after too many wrong PINs")
    job.add_argument("badge", metavar="BADGE", help="USR-…")


def run(arguments: Namespace) -> int:
    if arguments.job == "unlock":
        return _unlock(arguments)
    row = [arguments.badge, arguments.name, " ".join(arguments.role), os.environ.get("WAREHOUSE_PIN", "")]
    with closing(opened(arguments)) as database, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "users.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["badge", "name", "role", "pin"], row])
        report = import_file(database, "users", path)
    if report.errors:
        wrong = report.errors[0]
        raise Failure(say("{column} {reason}.", column=wrong.column, reason=wrong.reason), BAD_INPUT)
    tell(arguments, say("{name} can log in with {badge}.", name=arguments.name, badge=arguments.badge))
    return 0


def _unlock(arguments: Namespace) -> int:
    from sqlalchemy import select

    from warehouse_app.database.models import User, table
    from warehouse_app.login import unlock

    with closing(opened(arguments)) as database, database.write() as connection:
        user = connection.execute(select(table(User)).where(table(User).c.badge == arguments.badge)).one_or_none()
        if user is None:
            raise Failure(say("There is no badge {badge}.", badge=arguments.badge), BAD_INPUT)
        unlock(connection, user.id)
    tell(arguments, say("{name} can log in with {badge}.", name=user.name, badge=arguments.badge))
    return 0
