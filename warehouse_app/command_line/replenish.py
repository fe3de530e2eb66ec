"""`warehouse replenish`: what is to be brought from reserve to pick faces."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import opened, tell, write, write_json
from warehouse_app.domain.sentences import say


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="add what is due by now")
    parser.add_argument("--json", action="store_true", help="list what is open as JSON")


def run(arguments: Namespace) -> int:
    from warehouse_app.replenishment import open_tasks, plan

    with closing(opened(arguments)) as database:
        added = 0
        while arguments.plan and (new := database.run(lambda c: plan(c, database.now(c)))):
            added += len(new)
        with database.read() as connection:
            rows = open_tasks(connection)
    if arguments.json:
        write_json(rows)
        return 0
    if arguments.plan:
        tell(arguments, say("{added} tasks are new, {all} are open.", added=added, all=len(rows)))
    elif not rows:
        tell(arguments, say("Nothing is to be replenished."))
    for row in rows:
        places = f"{row['location']:14} {row['destination']:14}"
        write(f"{row['sku']:20} {row['quantity']:6} {places} {row['lot']:12} {row['demand']:6} {row['station']}")
    return 0
