"""What the columns of set-up files are called on the screen, and the words that stand in them."""

from __future__ import annotations

from warehouse_app.domain.sentences import Sentence, say

COLUMNS: dict[str, Sentence] = {
    "active": say("Badge is valid"), "aisle": say("Aisle"), "aliases": say("Also called"), "alone": say("Alone"),
    "ask_back": say("Asked back with a return"), "at_zero": say("When there is none"), "badge": say("Badge"),
    "barcode": say("Barcode"), "bay": say("Bay"), "begins": say("Begins"), "box": say("Box"), "boxes": say("Boxes"),
    "capacity_l": say("Litres"), "capacity_units": say("Most units"), "carrier": say("Carrier"),
    "category": say("Category"), "channel": say("Channel"), "client": say("Client"), "code": say("Code"),
    "component_sku": say("Part (SKU)"), "cut_off": say("Cut-off"), "days": say("Days"),
    "destination": say("Destination"), "en": say("English"), "ends": say("Ends"), "ends_at": say("Until"),
    "expiry_tracked": say("Has expiry dates"), "first": say("First number"), "first_order": say("First order only"),
    "fragile": say("Fragile"), "gift": say("Gift order"), "gln": say("GLN"),
    "handwritten_notes": say("Gift notes by hand"), "height_mm": say("Height (mm)"), "hours": say("Hours on the way"),
    "how": say("How"), "image": say("Picture"), "item": say("With product (SKU)"), "kind": say("Kind"),
    "kit_sku": say("Set (SKU)"), "ko": say("Korean"), "labels_before_picking": say("Labels before picking"),
    "last": say("Last number"), "length_mm": say("Length (mm)"), "level": say("Level"), "listing": say("Listing"),
    "location": say("Bin"), "lot_tracked": say("Has lots"), "max_weight_g": say("Carries (g)"),
    "maximum": say("Fill up to"), "min_units": say("From units"), "min_value": say("From value"),
    "minimum": say("Refill below"), "mixed_lots": say("Lots may mix"), "months": say("Months"), "name": say("Name"),
    "next": say("Next number"), "no_air": say("Must not fly"), "no_combine": say("Not combined with others"),
    "note_foot": say("Foot of gift notes"), "note_symbol": say("Sign on gift notes"), "option": say("Option"),
    "part": say("Part"), "per": say("Per"), "per_customer": say("At most per customer"), "picture": say("Picture"),
    "pin": say("PIN"), "pool": say("Or one of (SKUs)"), "price": say("Price"), "priority": say("Priority"),
    "quantity": say("Quantity"), "quantity_entry_from": say("Quantity entry from units"), "recipe": say("Recipe"),
    "repeats": say("For each such amount"), "reserve": say("Reserve"),
    "retention_days": say("Personal data kept (days)"),
    "role": say("Roles"), "serial_tracked": say("Has serial numbers"), "service": say("Service"), "shift": say("Shift"),
    "ships_in_parts": say("Ships in parts"), "sku": say("SKU"), "starts_at": say("From"), "step": say("Step"),
    "stop": say("No further gifts"), "substitute": say("Instead (SKU)"), "tag": say("Tag"),
    "temperature": say("Temperature"), "text": say("Text"), "upright": say("Stays upright"), "value": say("Value"),
    "value_of": say("Value of"), "weight_g": say("Weight (g)"), "when": say("When"), "width_mm": say("Width (mm)"),
    "x_m": say("x (m)"), "y_m": say("y (m)"), "zone": say("Zone"),
}  # fmt: skip
CHOICES: dict[str, Sentence] = {
    "goods": say("goods"), "box": say("Box"),
    "insert": say("insert"), "consumable": say("packing material"), "service": say("service"),
    "ambient": say("ambient"), "chilled": say("chilled"), "frozen": say("frozen"), "mixed": say("mixed"),
    "order": say("order"), "parcel": say("parcel"), "item": say("item"), "scan": say("is scanned"),
    "confirm": say("is confirmed"), "show": say("is shown"), "block": say("the parcel waits"),
    "substitute": say("another one"), "skip": say("without"), "yes": say("yes"), "no": say("no"), "": say("any"),
}  # fmt: skip
