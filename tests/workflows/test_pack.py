"""Pack: from a tote to a closed parcel, as transcripts."""

from __future__ import annotations

from sqlalchemy import select

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Parcel, PrintJob, table


def test_the_plain_case(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 2})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        CMD-HELP     ok             start        order=1001 tote=TOTE-1
        TOTE-1       ok             verify_item  box=BOX-S sku=MUG quantity=1
        TEA          wrong_item     verify_item
        MUG          ok             verify_item  sku=CUP quantity=2 box=BOX-S
        MUG          over_quantity  verify_item
        CUP          ok             verify_item  quantity=1
        CUP          ok             scan_box     box=BOX-S
        CUP          over_quantity  scan_box
        BOX-S        ok             label_back   box
        {tracking_no}  ok           start        order
    """)
    assert (house.status("1001"), house.use("TOTE-1")) == ("packed", "")
    kinds = {row.kind: row.status for row in house.rows(select(table(PrintJob)))}
    assert kinds == {"packing_slip": "requested", "shipping_label": "verified"}


def test_units_and_box_in_any_order(house: Warehouse) -> None:
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok             verify_item    box=BOX-S
        BOX-S     ok             verify_item    box
        GIFT      ok             verify_item
        GIFT      over_quantity  verify_item
        CUP       ok             verify_item    sku=MUG
        MUG       ok             label_back
        {parcel}  ok             start
    """)


def test_what_opens_an_order(house: Warehouse) -> None:
    for at, scan in enumerate(("TOTE-1", "1002", "CUP", "CART-1"), 1):
        no = f"100{at}"
        if scan == "CART-1":
            house.order(no, {"MUG": 1, "TEA": 1})
            house.allocate()
            pick = house.at("pick", "PICK-1")
            pick.scans("CART-1", "A-1", "MUG", "TOTE-4", "A-2", "TEA", "TOTE-4")
        else:
            house.picked(no, f"TOTE-{at}", {"MUG": 1, "CUP": 1})
        pack = house.at("pack", "PACK-1")
        pack.scans(scan)
        assert (pack.screen.target["order"], pack.screen.step) == (no, "verify_item")
        pack.scans(*(["MUG"] if scan == "CUP" else ["MUG", "TEA"] if scan == "CART-1" else ["MUG", "CUP"]), "BOX-S",
                   "{tracking_no}")  # fmt: skip


def test_what_opens_nothing(house: Warehouse) -> None:
    house.order("1001", {"MUG": 1, "CUP": 1})
    house.order("1002", {"MUG": 200})
    house.order("1003", {"MUG": 1, "CUP": 1}, hours=9)
    house.allocate()
    pick = house.at("pick", "PICK-1")
    pick.scans("CART-1", "A-1", "MUG", "TOTE-1")
    pack = house.at("pack", "PACK-1", "USR-2")
    assert pack.screen.target == {}
    pack.play("""
        TOTE-1    wrong_tote     start  # is still being picked
        1001      wrong_tote     start
        CART-1    wrong_kind     start
        CART-2    nothing_to_do  start
        TOTE-2    wrong_tote     start  # empty
        1002      no_stock       start
        1003      wrong_tote     start
        MUG       nothing_to_do  start
        BOX-S     wrong_kind     start
        A-1       wrong_kind     start
        9999      unknown_code   start
    """)


def test_a_single_item_order_takes_two_scans_and_the_label(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"CUP": 1})
    house.order("1003", {"TEA": 2})
    house.allocate()
    house.at("pick", "PICK-1").scans("CART-1", "A-2", "TEA", "TEA", "TOTE-5", "A-3", "CUP", "2")
    pack = house.at("pack", "PACK-1", "USR-2")
    pack.play("""
        TOTE-5         ok          next_item    tote=TOTE-5
        MUG            wrong_item  next_item
        CUP            ok          scan_box     order=1001
        BOX-S          ok          label_back
        {tracking_no}  ok          next_item
        TEA            ok          verify_item  order=1003
        TEA            ok          scan_box
        BOX-S          ok          label_back
        {tracking_no}  ok          next_item    sku=CUP
        CMD-BACK       ok          start        order=1002 tote=TOTE-5
        CUP            ok          scan_box     order=1002  # an item of the tote opens its order, too
        BOX-S          ok          label_back
        {tracking_no}  ok          start        order
    """)
    assert (house.use("TOTE-5"), [house.status(n) for n in ("1001", "1002", "1003")]) == ("", ["packed"] * 3)


def test_a_long_line_is_counted_where_the_client_allows_it(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 40, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1          ok             verify_item  quantity=40
        5               unknown_code   verify_item  # not before the item was seen
        MUG             ok             verify_item  quantity=39
        18801000000019  ok             verify_item  quantity=27
        28              over_quantity  verify_item
        0               bad_quantity   verify_item
        25              ok             verify_item  quantity=2
        18801000000019  over_quantity  verify_item
        2               ok             verify_item  sku=CUP
        1               unknown_code   verify_item  # a short line is scanned
        CUP             ok             scan_box
    """)


def test_every_unit_is_scanned_where_the_client_wants_it(house: Warehouse) -> None:
    house.client("MAIN", quantity_entry_from=0)
    house.picked("1001", "TOTE-1", {"MUG": 40, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok            verify_item
        MUG       ok            verify_item
        39        unknown_code  verify_item
    """)


def test_the_box_is_changed_before_and_after_the_label(house: Warehouse) -> None:
    house.stock("C-1", "BOX-S", 5)
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok            verify_item  box=BOX-S
        BOX-S     ok            verify_item
        BOX-S     already_done  verify_item
    """)
    assert house.on_hand("BOX-S", "C-1") == 4
    pack.play("""
        BOX-L     ok            verify_item
        MUG       ok            verify_item
        CUP       ok            label_back
    """)
    assert house.on_hand("BOX-S", "C-1") == 5
    number = pack.screen.target["tracking_no"]
    pack.play(f"""
        BOX-S     ok  label_back  tracking_no={number}
        {number}  ok  start
    """)
    assert house.on_hand("BOX-S", "C-1") == 4


def test_wrong_box_insert_and_label(house: Warehouse) -> None:
    house.product("BOX-X", client="OTHER", kind="box")
    house.product("CARD", kind="insert")
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.picked("1002", "TOTE-2", {"MUG": 1, "CUP": 1})
    other = house.at("pack", "PACK-2", "USR-2")
    other.scans("TOTE-2", "MUG", "CUP", "GIFT", "BOX-S")
    number = other.screen.target["tracking_no"]
    pack = house.at("pack", "PACK-1")
    pack.play(f"""
        TOTE-1    ok            verify_item
        BOX-X     wrong_box     verify_item
        CARD      wrong_insert  verify_item
        TOTE-2    wrong_tote    verify_item
        TOTE-1    already_done  verify_item
        1001      already_done  verify_item
        1002      wrong_kind    verify_item
        {number}  wrong_parcel  verify_item
        MUG       ok            verify_item
        CUP       ok            verify_insert  sku=GIFT
        MUG       over_quantity  verify_insert
        GIFT      ok            scan_box
        BOX-S     ok            label_back
        MUG       over_quantity  label_back
        TEA       wrong_item    label_back
        {number}  wrong_parcel  label_back
        {{tracking_no}}  ok     start
    """)


def test_a_gift_note_is_confirmed_with_one_scan(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1}, gift="생일 축하해")
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S")
    assert (pack.screen.step, pack.screen.expects[0], pack.screen.commands[0]) == ("confirm", "command", "CMD-DONE")
    pack.play("""
        MUG       over_quantity  confirm
        CMD-DONE  ok             label_back
        {parcel}  ok             start
    """)
    assert house.count(PrintJob, kind="gift_note") == 1


def test_inserts_by_rule(house: Warehouse) -> None:
    house.product("CARD", kind="insert")
    house.insert_rule("GIFT", min_units=3, quantity=2)
    house.insert_rule("CARD", tag="vip")
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    house.picked("1002", "TOTE-2", {"MUG": 2, "CUP": 1})
    house.picked("1003", "TOTE-3", {"MUG": 2, "CUP": 1}, tags="vip new")
    pack = house.at("pack", "PACK-1")
    for no, wanted in (("1001", {}), ("1002", {"GIFT": 2}), ("1003", {"GIFT": 2, "CARD": 1})):
        pack.scans(no)
        lines = {line.sku: line.total for line in pack.screen.lines if line.kind == "insert"}
        assert lines == wanted
        assert all(line.note for line in pack.screen.lines if line.kind == "insert")
        pack.scans(*["MUG"] * (1 if no == "1001" else 2), "CUP", *(s for s, n in wanted.items() for _ in range(n)),
                   "BOX-S", "{tracking_no}")  # fmt: skip


def test_a_client_without_boxes_sends_goods_as_they_are(house: Warehouse) -> None:
    house.product("VASE", client="BARE")
    house.stock("C-1", "VASE", 5, client="BARE")
    house.picked("1001", "TOTE-1", {"VASE": 2}, client="BARE")
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1    ok  verify_item  box
        VASE      ok  verify_item
        VASE      ok  label_back
        {parcel}  ok  start
    """)


def test_an_order_in_two_parcels(house: Warehouse) -> None:
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": 3, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1         ok          verify_item
        CMD-SPLIT      wrong_kind  verify_item  # nothing is in the box yet
        MUG            ok          verify_item
        MUG            ok          verify_item
        CMD-SPLIT      ok          verify_insert
        GIFT           ok          scan_box
        BOX-S          ok          label_back
        {tracking_no}  ok          verify_item  order=1001 quantity=1 box=BOX-S
        MUG            ok          verify_item
        CUP            ok          scan_box
        BOX-L          ok          label_back
        {tracking_no}  ok          start
    """)
    parcels = house.rows(select(table(Parcel)).order_by(table(Parcel).c.number))
    assert [(p.number, p.units, p.status) for p in parcels] == [(1, 2, "packed"), (2, 2, "packed")]
    assert house.status("1001") == "packed"


def test_a_barcode_that_cannot_be_read(house: Warehouse) -> None:
    house.insert_rule("GIFT")
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1      ok         verify_item
        CMD-NOCODE  ok         verify_item
    """)
    assert [c.code for c in pack.screen.choices] == ["CHOICE-1", "CHOICE-2", "CHOICE-3"]
    pack.play("""
        CHOICE-4    bad_value  verify_item
        CMD-NOCODE  ok         verify_item
        CHOICE-2    ok         verify_item  sku=MUG quantity=2
        CHOICE-1    bad_value  verify_item  # a choice is good for one scan
        MUG         ok         verify_item
        MUG         ok         verify_insert
    """)
    labels = house.rows(select(table(PrintJob)).where(table(PrintJob).c.kind == "code_label"))
    assert [label.code for label in labels] == ["CUP"]


def test_serial_numbers_and_lots_are_checked_again(house: Warehouse) -> None:
    house.product("CAM", {"8801000000982": 1}, serial_tracked=True)
    house.product("SOAP", {"8801000000999": 1}, lot_tracked=True)
    for serial in ("S1", "S2", "S3"):
        house.stock("C-1", "CAM", 1, serial=serial)
    house.stock("C-2", "SOAP", 3, lot="L1")
    house.picked("1001", "TOTE-1", {"CAM": 2, "SOAP": 2})
    pack = house.at("pack", "PACK-1")
    pack.play("""
        TOTE-1                    ok          verify_item  sku=CAM serial=S1
        S3                        wrong_item  verify_item
        CAM                       wrong_kind  verify_item
        S1                        ok          verify_item  serial=S2
        S1                        wrong_item  verify_item
        (01)08801000000982(21)S2  ok          verify_item  sku=SOAP
        (01)08801000000999(10)L9  wrong_lot   verify_item
        (01)08801000000999(10)L1  ok          verify_item
        SOAP                      ok          scan_box
    """)


def test_one_bench_an_order(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 2, "CUP": 1})
    one, two = house.at("pack", "PACK-1"), house.at("pack", "PACK-2", "USR-2")
    one.scans("TOTE-1", "MUG")
    two.play("""
        TOTE-1     claimed  start
        1001       claimed  start
        CUP        nothing_to_do  start
    """)
    one.play("CMD-HOLD   ok  start  order=1001 tote=TOTE-1")
    two.play("""
        TOTE-1     ok  verify_item  sku=MUG quantity=1
        MUG        ok  verify_item
    """)


def test_a_held_parcel_with_its_label_is_opened_by_it(house: Warehouse) -> None:
    house.picked("1001", "TOTE-1", {"MUG": 1, "CUP": 1})
    pack = house.at("pack", "PACK-1")
    pack.scans("TOTE-1", "MUG", "CUP", "BOX-S")
    number = pack.screen.target["tracking_no"]
    pack.play(f"""
        CMD-HOLD     ok  start
        {number}     ok  label_back
        CMD-REPRINT  ok  label_back  tracking_no={number}
        {number}     ok  start
    """)
    assert house.count(PrintJob, kind="shipping_label", reason="reprint") == 1
