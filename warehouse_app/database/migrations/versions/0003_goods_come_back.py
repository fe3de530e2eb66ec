"""Goods come back: cases, units on the bench, rules, photos, refurbishing, clearance lots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.ddl import check, flag, foreign, index, json, key, long, number, primary, text, time, unique
from warehouse_app.database.types import Key, new_key

revision = "0003"
down_revision = "0002"


# fmt: off
def upgrade() -> None:
    op.add_column("order_line", number("returned", "0"))
    op.create_table(
        "handover",
        key("id"), text("no"), number("parcels"), number("scanned", "0"), text("status", "open"),
        key("station_id", null=True), key("user_id", null=True), time("at"), time("due_at"),
        time("closed_at", null=True),
        primary("id", name="pk_handover"), foreign("station_id", "station.id", name="fk_handover_station_id"),
        unique("no", name="uq_handover_no"),
    )
    index("ix_handover_open", "handover", "due_at", where="status = 'open'")
    op.create_table(
        "clearance",
        key("id"), text("no"), text("kind"), key("client_id", null=True), text("status", "open"),
        text("receiver", ""), number("units", "0"), long("value", "0"), text("currency", "KRW"),
        key("station_id", null=True), key("user_id", null=True), time("at"), time("closed_at", null=True),
        primary("id", name="pk_clearance"), foreign("client_id", "client.id", name="fk_clearance_client_id"),
        foreign("station_id", "station.id", name="fk_clearance_station_id"), unique("no", name="uq_clearance_no"),
    )
    index("ix_clearance_open", "clearance", "station_id", where="status = 'open'")
    op.create_table(
        "return_case",
        key("id"), text("no"), key("client_id", null=True), text("kind", "announced"), text("status", "announced"),
        key("order_id", null=True), key("parcel_id", null=True), text("tracking_no", ""), long("value", "0"),
        time("created_at"), time("arrived_at", null=True), time("due_at", null=True), key("handover_id", null=True),
        key("station_id", null=True), key("user_id", null=True), key("owner_id", null=True),
        time("closed_at", null=True), time("refund_due_at", null=True), text("outcome", ""),
        text("outcome_reason", ""), time("refunded_at", null=True), key("replacement_id", null=True),
        primary("id", name="pk_return_case"), foreign("client_id", "client.id", name="fk_return_case_client_id"),
        foreign("handover_id", "handover.id", name="fk_return_case_handover_id"),
        foreign("order_id", "sales_order.id", name="fk_return_case_order_id"),
        foreign("parcel_id", "parcel.id", name="fk_return_case_parcel_id"),
        foreign("replacement_id", "sales_order.id", name="fk_return_case_replacement_id"),
        foreign("station_id", "station.id", name="fk_return_case_station_id"),
        unique("client_id", "no", name="uq_return_case_client_id_no"),
    )
    index("ix_return_case_announced", "return_case", "created_at", "id", where="status = 'announced'")
    index("ix_return_case_arrived_at", "return_case", "arrived_at")
    index("ix_return_case_handover", "return_case", "handover_id", where="handover_id IS NOT NULL")
    index("ix_return_case_order", "return_case", "order_id")
    index("ix_return_case_queue", "return_case", "due_at", "value", "id", where="status = 'arrived'")
    index("ix_return_case_station", "return_case", "station_id",
          where="status = 'arrived' AND station_id IS NOT NULL")
    op.create_table(
        "return_line",
        key("id"), key("case_id"), number("line_no"), key("order_id", null=True), key("order_line_id", null=True),
        key("product_id"), number("expected", "0"), number("received", "0"), text("reason", ""),
        text("wants", "refund"), key("exchange_id", null=True),
        primary("id", name="pk_return_line"),
        check("expected >= 0 AND received >= 0", name="ck_return_line_quantities"),
        foreign("case_id", "return_case.id", name="fk_return_line_case_id"),
        foreign("exchange_id", "product.id", name="fk_return_line_exchange_id"),
        foreign("order_id", "sales_order.id", name="fk_return_line_order_id"),
        foreign("order_line_id", "order_line.id", name="fk_return_line_order_line_id"),
        foreign("product_id", "product.id", name="fk_return_line_product_id"),
    )
    index("ix_return_line_case", "return_line", "case_id", "line_no")
    index("ix_return_line_order_line", "return_line", "order_line_id")
    op.create_table(
        "return_unit",
        key("id"), key("case_id"), key("line_id", null=True), key("order_line_id", null=True),
        key("product_id", null=True), text("code"), text("scanned", ""), text("kind"), text("status", "open"),
        text("lot", ""), text("expiry", ""), text("serial", ""), number("quantity", "1"), json("answers"),
        number("rules_version", "0"), text("computed", ""), text("grade", ""), text("grade_reason", ""),
        text("disposition", ""), long("value", "0"), long("recovery", "0"), key("place_id", null=True),
        key("user_id", null=True), key("station_id", null=True), time("opened_at"), time("graded_at", null=True),
        time("placed_at", null=True), key("clearance_id", null=True), flag("second_due", "0"),
        key("second_user_id", null=True), json("second_answers"), text("second_grade", ""),
        primary("id", name="pk_return_unit"), foreign("case_id", "return_case.id", name="fk_return_unit_case_id"),
        foreign("clearance_id", "clearance.id", name="fk_return_unit_clearance_id"),
        foreign("line_id", "return_line.id", name="fk_return_unit_line_id"),
        foreign("order_line_id", "order_line.id", name="fk_return_unit_order_line_id"),
        foreign("place_id", "location.id", name="fk_return_unit_place_id"),
        foreign("product_id", "product.id", name="fk_return_unit_product_id"),
        foreign("station_id", "station.id", name="fk_return_unit_station_id"),
        unique("code", name="uq_return_unit_code"),
    )
    index("ix_return_unit_case", "return_unit", "case_id", "id")
    index("ix_return_unit_clearance", "return_unit", "clearance_id", where="clearance_id IS NOT NULL")
    index("ix_return_unit_work", "return_unit", "station_id", where="status = 'work'")
    index("ix_return_unit_placed", "return_unit", "disposition", "placed_at", where="status = 'placed'")
    op.create_table(
        "return_rules",
        key("id"), number("version"), json("rows"), time("at"), key("user_id", null=True),
        primary("id", name="pk_return_rules"), unique("version", name="uq_return_rules_version"),
    )
    op.create_table(
        "photo",
        key("id"), text("sha256"), text("media"), number("width"), number("height"), number("size"),
        key("case_id", null=True), key("unit_id", null=True), key("station_id"), key("user_id", null=True),
        time("at"),
        primary("id", name="pk_photo"), foreign("case_id", "return_case.id", name="fk_photo_case_id"),
        foreign("station_id", "station.id", name="fk_photo_station_id"),
        foreign("unit_id", "return_unit.id", name="fk_photo_unit_id"),
    )
    index("ix_photo_case", "photo", "case_id")
    index("ix_photo_sha256", "photo", "sha256")
    index("ix_photo_waiting", "photo", "station_id", where="case_id IS NULL")
    op.create_table(
        "refurbish_work",
        key("id"), key("unit_id"), text("work"), number("seconds", "0"), long("cost", "0"), key("user_id", null=True),
        time("at"),
        primary("id", name="pk_refurbish_work"),
        foreign("unit_id", "return_unit.id", name="fk_refurbish_work_unit_id"),
    )
    index("ix_refurbish_work_unit", "refurbish_work", "unit_id")
    _fill()


def _fill() -> None:
    """Places and numbers for returned goods on an existing floor."""
    connection = op.get_bind()
    site = connection.execute(sa.select(sa.column("id", Key)).select_from(sa.table("site"))).scalar()
    if site is None:
        return
    names = ("id", "site_id", "code", "kind", "temperature")
    location = sa.table("location", *(sa.column(n, Key if n.endswith("id") else sa.String) for n in names))
    code = sa.table("code", sa.column("text"), sa.column("kind"), sa.column("ref_id", Key))
    places = (("RETURNS", "returns"), ("REFURBISH", "refurbish"), ("LIQUIDATION", "returns"), ("DONATION", "returns"),
              ("TO-VENDOR", "returns"), ("TO-CUSTOMER", "returns"), ("DISPOSAL", "returns"))
    known = set(connection.execute(sa.select(location.c.code)).scalars())
    for name, kind in places:
        if name not in known:
            place_id = new_key()
            connection.execute(sa.insert(location).values(
                id=place_id, site_id=site, code=name, kind=kind, temperature="ambient"
            ))
            connection.execute(sa.insert(code).values(text=name, kind="location", ref_id=place_id))
    numbers = sa.table("number_range", sa.column("id", Key), *map(sa.column, ("kind", "prefix", "next", "last", "seq")))
    for kind, last in (("rma", 10**9), ("unit", 10**10), ("handover", 10**9), ("clearance", 10**9)):
        connection.execute(sa.insert(numbers).values(id=new_key(), kind=kind, prefix="", next=1, last=last, seq=0))
