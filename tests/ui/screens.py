"""One screen of every kind that workflows make, for tests of how screens are drawn."""

from __future__ import annotations

from warehouse_app.domain.screen import Choice, Line, Result, Screen, Slot
from warehouse_app.domain.sentences import say

ALWAYS = ("CMD-UNDO", "CMD-LOGOUT", "CMD-HELP")
LINES = (
    Line("APR-03", "리넨 앞치마 그레이", 2, 2),
    Line("MUG-01", "흰색 머그 350 ml", 1, 2, image="mug.svg"),
    Line("SPN-11", "티 캐디 스푼", 0, 1),
    Line("INS-GIFT", "미니 캔들", 0, 1, kind="insert", note=say("5만 원 이상 구매")),
)
MANY = tuple(
    Line(
        f"{23000 + n}", f"VINTAGE CHRISTMAS BUNTING {n}", 0, 3, location=f"P03-{n}-B", slot=n % 6 + 1, tote=f"TOTE-{n}"
    )
    for n in range(300)
)
SLOTS = tuple(Slot(n, 6 if n == 3 else 0, f"TOTE-{n:02}" if n < 5 else "") for n in range(1, 7))

SCREENS: dict[str, Screen] = {
    "start": Screen("pick", "start", say("Scan a cart to begin"), ("cart", "command"), commands=("CMD-DONE", *ALWAYS),
                    target={"order": "1001", "cart": "CART-01"}),
    "nothing": Screen("ship", "start", say("No parcel waits for a carrier"), ("tracking_no", "command"),
                      commands=ALWAYS),
    "bin": Screen("pick", "scan_bin", say("Go to {bin} and scan it", bin="P03-12-B"), ("location", "command"), 5, 14,
                  {"location": "P03-12-B", "sku": "23300", "name": "VINTAGE CHRISTMAS BUNTING", "quantity": 600,
                   "cart": "CART-02"}, (), ("CMD-SKIP", "CMD-SHORT", "CMD-EMPTY", *ALWAYS), MANY,
                  say("The last bin should be empty now: scan yes or no, or just go on"), SLOTS),
    "item": Screen("pack", "verify_item", say("Scan {sku}: {left} more", sku="MUG-01", left=1),
                   ("item", "quantity", "box", "command"), 2, 5,
                   {"order": "1001", "sku": "MUG-01", "name": "흰색 머그 350 ml", "tote": "TOTE-007", "quantity": 1,
                    "box": "BOX-M"}, (),
                   ("CMD-QTY", "CMD-SHORT", "CMD-DAMAGED", "CMD-HOLD", "CMD-NOCODE", "CMD-SPLIT", "CMD-REPRINT",
                    *ALWAYS), LINES, say("Order {order} · {done} of {total}", order="1001", done=2, total=5), (),
                   ((say("Box"), "브랜드 박스 M"), (say("Tote"), "TOTE-007")), "mug.svg"),
    "tote": Screen("pick", "put_tote", say("Put {quantity} into an empty tote in slot {slot} and scan it", quantity=6,
                                           slot=3),
                   ("tote", "command"), 5, 14, {"sku": "23300", "name": "긴 이름의 상품 " * 6, "location": "P03-12-B",
                                                "quantity": 6}, (), ("CMD-SPLIT", *ALWAYS), MANY, None, SLOTS),
    "label": Screen("pack", "label_back", say("Stick the label on the box and scan it"), ("tracking_no", "command"), 5,
                    5, {"tracking_no": "310000000012345678901", "parcel": "003123456789012345678", "order": "1001"},
                    (), ("CMD-REPRINT", *ALWAYS), LINES),
    "choice": Screen("pack", "verify_item", say("Which one is it?"), ("choice", "command"), 1, 5, {"order": "1001"},
                     tuple(Choice(f"CHOICE-{n}", say("{sku} {name}", sku=line.sku, name=line.name))
                           for n, line in enumerate(LINES, 1)), ALWAYS, LINES),
    "note": Screen("pack", "gift_note", say("Lay the gift note on top and scan Done"), ("command",), 4, 5,
                   {"order": "1001"}, (), ("CMD-DONE", *ALWAYS), LINES),
    "stop": Screen("pack", "cancelled",
                   say("Order {order} is cancelled: put everything into a tote and scan it", order="20261123-0000001"),
                   ("tote", "command"), 0, 3, {"order": "20261123-0000001"}, (), ALWAYS, LINES),
    "close": Screen("ship", "close_manifest",
                    say("All {count} parcels for {carrier} are scanned: close the manifest", count=38,
                        carrier="CJ대한통운"), ("command",), 38, 38, {"manifest": "M-261123-01", "carrier": "CJ"}, (),
                    ("CMD-DONE", *ALWAYS)),
}  # fmt: skip

RIGHT = Result(True, "ok", say("{sku}: {done} of {total}", sku="MUG-01", done=1, total=2), "8801234500010", "item")
WRONG = Result(
    False, "wrong_item",
    say("{item} is not in order {order}.", item="MUG-02 먹색 머그 350 ml", order="20261123-0000001"),
    "8801234500027", "item",
    detail=say("Wanted: {sku} {name}. Put this one back.", sku="MUG-01", name="흰색 머그 350 ml"),
)  # fmt: skip
ASKED = Result(
    False, "confirm", say("Parcels for {carrier} still wait. Close the manifest without them?", carrier="CJ"),
    "CMD-DONE", "command", detail=say("Scan the same again to confirm."),
)  # fmt: skip
