"""What is written down of returns, in words: kinds, states, outcomes and their reasons."""

from __future__ import annotations

from warehouse_app.domain.sentences import Sentence, say

CASE_KINDS: dict[str, Sentence] = {
    "announced": say("Announced return"),
    "blind": say("Return without announcement"),
    "rto": say("Undelivered, came back sealed"),
    "unknown": say("Unknown return"),
}
# Where a case stands on its clock; announced and done have none running.
STATES: dict[str, Sentence] = {
    "overdue": say("overdue"),
    "at_risk": say("at risk"),
    "due_today": say("due today"),
    "ok": say("in time"),
    "announced": say("not come yet"),
    "done": say("finished"),
}
UNIT_KINDS: dict[str, Sentence] = {
    "returned": say("of the order"),
    "over": say("more than was shipped"),
    "other": say("ours, not of this order"),
    "foreign": say("no product of ours"),
    "rto": say("came back sealed"),
}
UNIT_STATUSES: dict[str, Sentence] = {
    "open": say("on the bench"),
    "placed": say("in its place"),
    "work": say("being refurbished"),
    "cleared": say("has left"),
}
WANTS: dict[str, Sentence] = {"refund": say("refund"), "exchange": say("exchange")}
OUTCOMES: dict[str, Sentence] = {
    "": say("not decided yet"),
    "full": say("Full refund"),
    "part": say("Part refund"),
    "none": say("No refund"),
    "exchange": say("Exchange"),
}
OUTCOME_REASONS: dict[str, Sentence] = {
    "empty": say("the box was empty"),
    "not_ours": say("some of it was not ours"),
    "missing": say("units were missing"),
    "no_address": say("the address of the customer is erased"),
    "rto": say("it was never delivered"),
}
