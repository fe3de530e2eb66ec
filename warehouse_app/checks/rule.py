"""A rule of the books and what breaks it."""

from __future__ import annotations

from typing import NamedTuple

from warehouse_app.domain.sentences import Sentence


class Rule(NamedTuple):
    """`finds` is SQL, the same on both databases, that returns one row for each breach: words that name it.

    `sentence` says the rule as it should be.
    """

    name: str
    sentence: Sentence
    finds: str


class Problem(NamedTuple):
    """A rule that does not hold, with up to EXAMPLES of what breaks it."""

    rule: str
    sentence: Sentence
    examples: tuple[str, ...]


EXAMPLES = 10
