"""The words of the frame itself: names of jobs, kinds, steps of health."""

from __future__ import annotations

from warehouse_app.domain.sentences import Sentence, say

JOBS: dict[str, Sentence] = {
    "pick": say("Picking"),
    "pack": say("Packing"),
    "ship": say("Hand-over to the carrier"),
    "putaway": say("Put back"),
}
# Commands and their keys, in the order the keys are laid out.
KEYS: dict[str, str] = {
    "CMD-HELP": "F1", "CMD-UNDO": "F2", "CMD-QTY": "F3", "CMD-SHORT": "F4", "CMD-DAMAGED": "F5", "CMD-HOLD": "F6",
    "CMD-SKIP": "F7", "CMD-EMPTY": "F8", "CMD-COMBINE": "F9", "CMD-SPLIT": "F10", "CMD-NOCODE": "F11",
    "CMD-DONE": "F12", "CMD-LOGOUT": "Ctrl+L", "CMD-REPRINT": "Ctrl+P", "CMD-YES": "Ctrl+Y", "CMD-NO": "Ctrl+N",
    "CMD-BACK": "Ctrl+B", "CMD-PHOTO": "Ctrl+F", "CMD-GRADE": "Ctrl+G",
}  # fmt: skip
RIGHT, WRONG, ASKED = say("Right"), say("Wrong"), say("Please confirm")
NEXT_ITEM, GO_TO, TAKE, PUT_INTO, LABEL = (
    say("Next product"), say("Bin"), say("Quantity"), say("Put into"), say("Label"),
)  # fmt: skip
