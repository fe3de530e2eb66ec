"""What happened to an order, told from its moves and scans."""

from __future__ import annotations

from tests.workflows.small import Warehouse
from warehouse_app.reports.history import OrderHistory, order_history
from warehouse_app.site import read_site


def past(house: Warehouse, order_no: str, *, whole_names: bool = False) -> OrderHistory:
    with house.database.read() as connection:
        site = read_site(connection)
        found = order_history(connection, site, house.ids["order", order_no], whole_names=whole_names)
        assert found is not None
        assert order_history(connection, site, house.ids["product", "MAIN/MUG"]) is None
        return found


def test_the_past_of_an_order(house: Warehouse) -> None:
    house.order("other", {"CUP": 1})
    house.picked("1001", "TOTE-1", {"MUG": 2})
    assert [(s.workflow, s.step, s.scan) for s in past(house, "1001").scans] == [("pick", "scan_tote", "TOTE-1")]
    pack = house.at("pack", "BENCH-1")
    pack.scans("TOTE-1", "MUG")
    pack.scan("TEA")
    pack.scans("MUG", "{box}", "{tracking_no}")
    ship = house.at("ship", "DOCK")
    ship.scans("{tracking_no}", "CMD-DONE")
    found = past(house, "1001")
    label = pack.seen["tracking_no"]
    assert [(s.step, s.scan, s.code) for s in found.scans] == [
        ("scan_tote", "TOTE-1", "ok"), ("start", "TOTE-1", "ok"), ("verify_item", "MUG", "ok"),
        ("verify_item", "TEA", "wrong_item"), ("verify_item", "MUG", "ok"), ("scan_box", "BOX-S", "ok"),
        ("label_back", label, "ok"), ("close_manifest", "CMD-DONE", "ok"),
    ]  # fmt: skip
    assert {s.user for s in found.scans} == {"Usr-1", "Usr-3"}
    assert [(p.kind, p.status) for p in found.papers] == [("packing_slip", "requested"), ("shipping_label", "verified")]
    assert (found.told["status"], len(found.told["parcels"])) == ("shipped", 1)
    assert (found.recipient, past(house, "1001", whole_names=True).recipient) == ("홍*동", "홍길동")
    assert past(house, "other").scans == ()
