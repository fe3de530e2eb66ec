"""Goods come in: receipts, put-away, replenishment, counts with rounds, recalls, and what slotting knows of bins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.ddl import check, flag, foreign, index, key, number, primary, text, time, unique
from warehouse_app.database.types import Key, new_key

revision = "0002"
down_revision = "0001"


# fmt: off
def upgrade() -> None:
    for name, columns in (
        ("station", [text("hand", "")]),
        ("product", [text("abc", ""), number("picks", "0")]),
        ("location", [
            number("capacity_units", "0"), flag("mixed_lots", "0"), flag("is_reserve", "0"),
            number("distance_mm", "0"), flag("is_empty", "0"), time("counted_at", null=True),
        ]),
        ("count_task", [
            text("stage", ""), flag("doubt", sa.true()), key("holder_id", null=True), number("round", "1"),
            time("began_at", null=True), key("first_user_id", null=True), key("second_user_id", null=True),
            key("approver_id", null=True), time("closed_at", null=True),
        ]),
    ):
        for column in columns:
            op.add_column(name, column)
    op.drop_column("station", "product_id")
    op.drop_column("person", "erase_after")
    index("ix_balance_serial", "balance", "serial", "product_id", where="serial <> ''")
    index("ix_product_picks", "product", "picks", where="picks > 0")
    index("ix_location_bin", "location", "temperature", "is_empty", "distance_mm", where="kind = 'bin'")
    op.create_table(
        "asn",
        key("id"), key("client_id"), text("no"), text("status", "open"), flag("is_blind", "0"),
        time("expected_at", null=True), time("created_at"), time("first_unit_at", null=True),
        time("closed_at", null=True), key("closed_by", null=True),
        primary("id", name="pk_asn"), foreign("client_id", "client.id", name="fk_asn_client_id"),
        unique("client_id", "no", name="uq_asn_client_id_no"),
    )
    index("ix_asn_open", "asn", "expected_at", where="status = 'open'")
    op.create_table(
        "life_rule",
        key("id"), key("client_id"), text("channel", ""), number("days"),
        primary("id", name="pk_life_rule"), foreign("client_id", "client.id", name="fk_life_rule_client_id"),
        unique("client_id", "channel", name="uq_life_rule_client_id_channel"),
    )
    op.create_table(
        "activity",
        key("product_id"), text("day"), number("picks", "0"), number("units", "0"),
        primary("product_id", "day", name="pk_activity"),
        foreign("product_id", "product.id", name="fk_activity_product_id"),
    )
    op.create_table(
        "asn_line",
        key("id"), key("asn_id"), key("product_id"), number("line_no"), text("lot", ""), text("expiry", ""),
        number("expected", "0"), number("received", "0"), number("damaged", "0"),
        primary("id", name="pk_asn_line"),
        check("received >= 0 AND damaged >= 0 AND damaged <= received", name="ck_asn_line_quantities"),
        foreign("asn_id", "asn.id", name="fk_asn_line_asn_id"),
        foreign("product_id", "product.id", name="fk_asn_line_product_id"),
        unique("asn_id", "product_id", "lot", "expiry", name="uq_asn_line_asn_id_product_id_lot_expiry"),
    )
    index("ix_asn_line_product", "asn_line", "product_id", "asn_id")
    op.create_table(
        "pick_face",
        key("id"), key("location_id"), key("product_id"), number("minimum"), number("maximum"),
        primary("id", name="pk_pick_face"), foreign("location_id", "location.id", name="fk_pick_face_location_id"),
        foreign("product_id", "product.id", name="fk_pick_face_product_id"),
        unique("location_id", "product_id", name="uq_pick_face_location_id_product_id"),
    )
    index("ix_pick_face_product_id", "pick_face", "product_id")
    op.create_table(
        "problem",
        key("id"), text("kind"), text("code", ""), number("quantity", "0"), key("tote_id", null=True),
        key("asn_id", null=True), text("status", "open"), time("at"), key("user_id", null=True),
        primary("id", name="pk_problem"), foreign("asn_id", "asn.id", name="fk_problem_asn_id"),
        foreign("tote_id", "location.id", name="fk_problem_tote_id"),
    )
    index("ix_problem_open", "problem", "at", where="status = 'open'")
    op.create_table(
        "put_task",
        key("id"), key("place_id"), key("station_id", null=True), key("product_id"), text("lot", ""),
        text("expiry", ""), text("serial", ""), text("grade", ""), number("quantity"), key("bin_id", null=True),
        number("walk", "0"),
        primary("id", name="pk_put_task"), foreign("bin_id", "location.id", name="fk_put_task_bin_id"),
        foreign("place_id", "location.id", name="fk_put_task_place_id"),
        foreign("product_id", "product.id", name="fk_put_task_product_id"),
        foreign("station_id", "station.id", name="fk_put_task_station_id"),
    )
    index("ix_put_task_bin", "put_task", "bin_id", where="quantity > 0")
    index("ix_put_task_place", "put_task", "place_id", "walk", where="quantity > 0")
    index("ix_put_task_station", "put_task", "station_id", where="quantity > 0")
    op.create_table(
        "recall",
        key("id"), key("product_id"), text("lot"), text("reason", ""), text("status", "active"),
        key("user_id", null=True), time("at"),
        primary("id", name="pk_recall"), foreign("product_id", "product.id", name="fk_recall_product_id"),
    )
    index("ix_recall_active", "recall", "product_id", "lot", where="status = 'active'")
    op.create_table(
        "replenish_task",
        key("id"), key("product_id"), text("lot", ""), text("expiry", ""), text("serial", ""),
        text("grade", ""), key("from_id"), key("to_id"), number("quantity"), number("demand", "0"),
        text("status", "open"), key("station_id", null=True), time("at"),
        primary("id", name="pk_replenish_task"),
        foreign("from_id", "location.id", name="fk_replenish_task_from_id"),
        foreign("product_id", "product.id", name="fk_replenish_task_product_id"),
        foreign("station_id", "station.id", name="fk_replenish_task_station_id"),
        foreign("to_id", "location.id", name="fk_replenish_task_to_id"),
    )
    index("ix_replenish_task_open", "replenish_task", "demand", "id", where="status = 'open'")
    op.create_table(
        "count_line",
        key("id"), key("task_id"), number("round"), key("product_id"), text("lot", ""), text("expiry", ""),
        text("serial", ""), text("grade", ""), number("counted", "0"), number("book", null=True),
        primary("id", name="pk_count_line"), foreign("product_id", "product.id", name="fk_count_line_product_id"),
        foreign("task_id", "count_task.id", name="fk_count_line_task_id"),
        unique("task_id", "round", "product_id", "lot", "expiry", "serial", "grade", name="uq_count_line_key"),
    )
    _fill()


def _fill() -> None:
    """What the new columns say of an existing floor, and the place where goods arrive."""
    connection = op.get_bind()
    connection.execute(sa.text(
        "UPDATE location SET is_empty = (1 = 1) WHERE kind = 'bin' AND NOT EXISTS "
        "(SELECT 1 FROM balance WHERE balance.location_id = location.id AND on_hand > 0)"
    ))
    site = connection.execute(sa.select(sa.column("id", Key)).select_from(sa.table("site"))).scalar()
    if site is None:
        return
    names = ("id", "site_id", "code", "kind", "temperature")
    location = sa.table("location", *(sa.column(n, Key if n.endswith("id") else sa.String) for n in names))
    code = sa.table("code", sa.column("text"), sa.column("kind"), sa.column("ref_id", Key))
    if connection.execute(sa.select(location.c.id).where(location.c.code == "RECEIVING")).first():
        return
    place_id = new_key()
    connection.execute(sa.insert(location).values(
        id=place_id, site_id=site, code="RECEIVING", kind="receiving", temperature="ambient"
    ))
    connection.execute(sa.insert(code).values(text="RECEIVING", kind="location", ref_id=place_id))
