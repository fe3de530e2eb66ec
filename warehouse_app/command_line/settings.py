"""`warehouse settings [NAME [VALUE]]`: the site's settings; without a name all of them, with a value it is set."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import asdict, fields, replace
from typing import Any

from warehouse_app.command_line.command import BAD_INPUT, Failure, opened, tell, write, write_json
from warehouse_app.domain.sentences import say, translate


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", metavar="NAME")
    parser.add_argument("value", nargs="?", metavar="VALUE")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")


def run(arguments: Namespace) -> int:
    from warehouse_app.settings import SiteSettings, change_site_settings, site_settings
    from warehouse_app.site import read_site

    known = {f.name: f for f in fields(SiteSettings)}
    if arguments.name and arguments.name not in known:
        raise Failure(say("There is no setting {name}. See: warehouse settings", name=arguments.name), BAD_INPUT)
    with closing(opened(arguments)) as database:
        with database.read() as connection:
            now = site_settings(read_site(connection).settings)
        if arguments.value is None:
            shown = {k: v for k, v in asdict(now).items() if arguments.name in ("", k)}
            if arguments.json:
                write_json(shown)
            else:
                for name, value in shown.items():
                    about = translate(known[name].metadata["label"], arguments.lang)
                    write(f"{name:20} {value!s:14} {about}")
            return 0
        field = known[arguments.name]
        value = _value(arguments.name, arguments.value, getattr(now, arguments.name), field.metadata["choices"])
        change_site_settings(database, replace(now, **{arguments.name: value}))
    tell(arguments, say("{name} is {value} now.", name=arguments.name, value=str(value)))
    return 0


def _value(name: str, text: str, now: Any, choices: tuple[Any, ...]) -> Any:
    """The value of a text, of the setting's own type and one of its choices."""
    value: Any = text
    if isinstance(now, bool):
        value = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.lower())
        choices = (True, False)
    elif isinstance(now, int):
        value = int(text) if text.isascii() and text.isdigit() else None
    if choices and value not in choices:
        raise Failure(say("{name} is one of: {choices}.", name=name, choices=", ".join(map(str, choices))), BAD_INPUT)
    return value
