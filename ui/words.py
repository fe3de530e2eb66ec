"""The words of the frame itself: names of jobs, targets, answers and states; and the key of each command.

Commands have function keys alone: scanners send control characters as Ctrl and a letter, and must press nothing.
"""

from __future__ import annotations

from warehouse_app.domain.sentences import Sentence, say

JOBS: dict[str, Sentence] = {
    "pick": say("Picking"),
    "pack": say("Packing"),
    "ship": say("Hand-over to the carrier"),
    "receive": say("Receiving"),
    "putaway": say("Put-away"),
    "replenish": say("Replenishment"),
    "move": say("Moving goods"),
    "count": say("Counting"),
    "arrive": say("Returns arrive"),
    "inspect": say("Returns inspection"),
    "refurbish": say("Refurbishing"),
    "clear": say("Lots that leave"),
    "kit": say("Building sets"),
}
# Commands and their keys, in the order they stand in the row.
KEYS: dict[str, str] = {
    "CMD-UNDO": "F2", "CMD-QTY": "F3", "CMD-SHORT": "F4", "CMD-DAMAGED": "F5", "CMD-HOLD": "F6", "CMD-SKIP": "F7",
    "CMD-EMPTY": "F8", "CMD-COMBINE": "F9", "CMD-SPLIT": "F10", "CMD-NOCODE": "F11", "CMD-DONE": "F12",
    "CMD-YES": "Shift+F1", "CMD-NO": "Shift+F2", "CMD-REPRINT": "Shift+F3", "CMD-PHOTO": "Shift+F4",
    "CMD-GRADE": "Shift+F5", "CMD-BACK": "Esc", "CMD-LOGOUT": "Shift+F12", "CMD-HELP": "F1",
}  # fmt: skip
# What each key of a screen's target is called.
TARGETS: dict[str, Sentence] = {
    "order": say("Order"),
    "sku": say("Product"),
    "name": say("Name"),
    "location": say("Bin"),
    "tote": say("Tote"),
    "cart": say("Cart"),
    "quantity": say("Quantity"),
    "lot": say("Lot"),
    "expiry": say("Expiry"),
    "serial": say("Serial number"),
    "box": say("Box"),
    "parcel": say("Parcel"),
    "tracking_no": say("Tracking number"),
    "carrier": say("Carrier"),
    "manifest": say("Manifest"),
    "rma": say("Return"),
    "grade": say("Grade"),
    "destination": say("Destination"),
    "weight_g": say("Weight in grams"),
}
# Which key of the target is shown huge when this kind of scan is wanted.
HERO: dict[str, str] = {
    "location": "location", "item": "sku", "quantity": "sku", "insert": "sku", "tote": "tote", "cart": "cart",
    "box": "box", "order": "order", "parcel": "tracking_no", "tracking_no": "tracking_no", "carrier": "carrier",
    "manifest": "manifest", "lot": "lot", "expiry": "expiry", "serial": "serial", "rma": "rma", "weight": "weight_g",
}  # fmt: skip
PROGRAM = say("Warehouse")
RIGHT, WRONG, ASKED, CHOOSE = say("Right"), say("Wrong"), say("Please confirm"), say("Choose")
READY = say("Ready")
EMPTY_ONE: dict[str, Sentence] = {"tote": say("Any empty tote"), "box": say("Any box")}
ACKNOWLEDGE = say("Seen")
TYPED = say("Typed")
SAVING = say("Saving …")
CART_SLOTS = say("Totes on the cart")
IN_THIS_JOB = say("In this job")
TRAINING = say("Training: nothing here is real")

PAPERS: dict[str, Sentence] = {
    "shipping_label": say("Shipping label"), "packing_slip": say("Packing slip"), "gift_note": say("Gift note"),
    "manifest": say("Manifest"), "receipt": say("Receipt"), "code_label": say("Code label"),
    "unit_label": say("Label of a returned unit"), "clearance": say("List of a lot"),
    "shift_report": say("Shift report"), "pick_list": say("Pick list"), "command_sheet": say("Sheet of commands"),
    "scanner_sheet": say("Test sheet for scanners"), "calibration": say("Calibration label"),
}  # fmt: skip
