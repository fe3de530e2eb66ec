"""`warehouse user`: add a person, give another badge, revoke one, unlock after wrong PINs."""

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
    job = jobs.add_parser("badge", help="give a person another badge with a code of chance; the old one is dead")
    job.add_argument("badge", metavar="BADGE", help="USR-…")
    job = jobs.add_parser("revoke", help="let a badge open nothing any more")
    job.add_argument("badge", metavar="BADGE", help="USR-…")
    job = jobs.add_parser("unlock", help="let a person try again after too many wrong PINs")
    job.add_argument("badge", metavar="BADGE", help="USR-…")


def run(arguments: Namespace) -> int:
    if arguments.job != "add":
        return {"unlock": _unlock, "badge": _renew, "revoke": _revoke}[arguments.job](arguments)
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


def _renew(arguments: Namespace) -> int:
    from warehouse_app.badges import renew_badge

    with closing(opened(arguments)) as database:
        try:
            fresh = renew_badge(database, arguments.badge)
        except KeyError:
            raise _nobody(arguments) from None
    tell(arguments, say("The new badge is {badge}. The old one opens nothing any more.", badge=fresh))
    return 0


def _revoke(arguments: Namespace) -> int:
    from warehouse_app.setup.edit import listed, save_row

    with closing(opened(arguments)) as database:
        found = [row for row in listed(database, "users", arguments.badge) if row["badge"] == arguments.badge]
        if not found:
            raise _nobody(arguments)
        save_row(database, "users", {**found[0], "active": "no"}, None, found[0])
    tell(arguments, say("{badge} opens nothing any more.", badge=arguments.badge))
    return 0


def _nobody(arguments: Namespace) -> Failure:
    return Failure(say("There is no badge {badge}.", badge=arguments.badge), BAD_INPUT)


def _unlock(arguments: Namespace) -> int:
    from sqlalchemy import select

    from warehouse_app.database.models import User, table
    from warehouse_app.login import unlock

    with closing(opened(arguments)) as database, database.write() as connection:
        user = connection.execute(select(table(User)).where(table(User).c.badge == arguments.badge)).one_or_none()
        if user is None:
            raise _nobody(arguments)
        unlock(connection, user.id)
    tell(arguments, say("{name} can log in with {badge}.", name=user.name, badge=arguments.badge))
    return 0
