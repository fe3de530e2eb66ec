"""`warehouse check`: whether the books are right; exit 0 only then."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from warehouse_app.command_line.command import FAILED, opened, tell, write, write_json
from warehouse_app.domain.sentences import say, translate


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.check import RULES, check

    with closing(opened(arguments)) as database:
        problems = check(database)
    if arguments.json:
        found = [
            {"rule": p.rule, "say": translate(p.sentence, arguments.lang), "examples": list(p.examples)}
            for p in problems
        ]
        write_json({"ok": not problems, "rules": len(RULES), "problems": found})
    elif problems:
        tell(arguments, say("The books are not right. These rules do not hold:"))
        for problem in problems:
            write(f"- {problem.rule}: {translate(problem.sentence, arguments.lang)}")
            for example in problem.examples:
                write(f"    {example}")
    else:
        tell(arguments, say("The books are right."))
    return FAILED if problems else 0
