"""The first schema: every table as it was when the program was first used."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.types import Json, Key, UtcTime

revision = "0001"
down_revision = None


def _column(kind: Any) -> Any:
    def make(name: str, default: Any = None, *, null: bool = False) -> sa.Column[Any]:
        return sa.Column(name, kind, server_default=default, nullable=null)

    return make


_key, _time, _json = _column(Key()), _column(UtcTime()), _column(Json)
_text, _number, _long, _flag = (_column(t) for t in (sa.String(), sa.Integer(), sa.BigInteger(), sa.Boolean()))


def _primary(*columns: str, name: str) -> Any:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(name))


def _unique(*columns: str, name: str) -> Any:
    return sa.UniqueConstraint(*columns, name=op.f(name))


def _foreign(column: str, target: str, *, name: str) -> Any:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))


def _check(rule: str, *, name: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(name))


def _index(name: str, table: str, *columns: str, where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(op.f(name), table, list(columns), postgresql_where=part, sqlite_where=part)


# fmt: off
def upgrade() -> None:
    op.create_table(
        "action",
        _key("id"), _text("kind"), _json("detail"), _time("at"), _key("user_id", null=True),
        _primary("id", name="pk_action"),
    )
    op.create_table(
        "carrier",
        _key("id"), _text("code"), _text("name", ""), _text("rule", ""), _text("cut_off", "17:00"),
        _primary("id", name="pk_carrier"), _unique("code", name="uq_carrier_code"),
    )
    op.create_table(
        "code",
        _text("text"), _text("kind"), _key("ref_id"), _number("quantity", "1"),
        _primary("text", "kind", "ref_id", name="pk_code"),
    )
    _index("ix_code_ref_id", "code", "ref_id")
    op.create_table(
        "outbox",
        _key("id"), _text("kind"), _key("ref_id"), _json("payload"), _text("status", "waiting"),
        _number("tries", "0"), _text("error", ""), _time("at"), _time("sent_at", null=True),
        _primary("id", name="pk_outbox"),
    )
    _index("ix_outbox_waiting", "outbox", "id", where="status = 'waiting'")
    op.create_table(
        "person",
        _key("id"), _text("recipient", ""), _text("phone", ""), _text("email", ""), _text("postcode", ""),
        _text("address1", ""), _text("address2", ""), _text("country", ""), _text("message", ""),
        _text("gift_message", ""), _json("extra"), _time("erase_after", null=True),
        _primary("id", name="pk_person"),
    )
    op.create_table(
        "set_aside",
        _key("id"), _text("kind"), _text("format", ""), _text("client", ""), _text("channel", ""),
        _text("order_no", ""), _json("rows"), _json("reasons"), _text("file", ""), _text("fingerprint"), _time("at"),
        _time("resolved_at", null=True),
        _primary("id", name="pk_set_aside"), _unique("fingerprint", name="uq_set_aside_fingerprint"),
    )
    op.create_table(
        "site",
        _key("id"), _text("code"), _text("name", ""), _text("time_zone"), _text("calendar"), _json("settings"),
        _primary("id", name="pk_site"), _unique("code", name="uq_site_code"),
    )
    op.create_table(
        "user_account",
        _key("id"), _text("badge"), _text("name", ""), _text("roles", ""), _text("pin_hash", ""),
        _flag("active", sa.true()),
        _primary("id", name="pk_user_account"), _unique("badge", name="uq_user_account_badge"),
    )
    op.create_table(
        "wave",
        _key("id"), _number("no"), _text("kind", "batch"), _json("filter"), _time("at"), _key("user_id", null=True),
        _primary("id", name="pk_wave"), _unique("no", name="uq_wave_no"),
    )
    op.create_table(
        "client",
        _key("id"), _text("code"), _text("name", ""), _flag("ships_in_parts", "0"),
        _flag("labels_before_picking", "0"), _number("quantity_entry_from", "4"), _key("carrier_id", null=True),
        _number("retention_days", "180"),
        _primary("id", name="pk_client"), _foreign("carrier_id", "carrier.id", name="fk_client_carrier_id"),
        _unique("code", name="uq_client_code"),
    )
    op.create_table(
        "location",
        _key("id"), _key("site_id"), _text("code"), _text("kind"), _text("zone", ""), _text("aisle", ""),
        _text("bay", ""), _text("level", ""), _number("x_mm", null=True), _number("y_mm", null=True),
        _number("capacity_l", "0"), _text("temperature", "ambient"), _text("use", ""), _key("order_id", null=True),
        _key("batch_id", null=True), _number("slot", "0"), _flag("is_full", "0"),
        _primary("id", name="pk_location"), _foreign("site_id", "site.id", name="fk_location_site_id"),
        _unique("site_id", "code", name="uq_location_site_id_code"),
    )
    _index("ix_location_batch", "location", "batch_id", where="batch_id IS NOT NULL")
    _index("ix_location_kind_use", "location", "kind", "use", "code", where="kind <> 'parcel'")
    _index("ix_location_order", "location", "order_id", where="order_id IS NOT NULL")
    op.create_table(
        "number_range",
        _key("id"), _text("kind"), _key("carrier_id", null=True), _text("prefix", ""), _long("next"), _long("last"),
        _number("seq", "0"),
        _primary("id", name="pk_number_range"),
        _foreign("carrier_id", "carrier.id", name="fk_number_range_carrier_id"),
    )
    _index("ix_number_range_carrier_id", "number_range", "carrier_id")
    op.create_table(
        "station",
        _key("id"), _key("site_id"), _text("name"), _number("seq", "0"), _text("hash", ""),
        _key("last_journal_id", null=True), _key("user_id", null=True), _number("login_seq", "0"),
        _key("tote_id", null=True), _key("product_id", null=True), _time("heard_at", null=True),
        _primary("id", name="pk_station"), _foreign("site_id", "site.id", name="fk_station_site_id"),
        _foreign("user_id", "user_account.id", name="fk_station_user_id"),
        _unique("site_id", "name", name="uq_station_site_id_name"),
    )
    op.create_table(
        "batch",
        _key("id"), _text("no"), _text("kind"), _text("status", "open"), _key("station_id", null=True),
        _key("user_id", null=True), _key("cart_id", null=True), _key("wave_id", null=True), _time("created_at"),
        _number("units", "0"), _number("picked", "0"), _key("bin_id", null=True), _number("hand_walk", "-1"),
        _number("hand", "0"), _number("skips", "0"), _key("ask_empty", null=True), _key("sort_id", null=True),
        _primary("id", name="pk_batch"), _foreign("cart_id", "location.id", name="fk_batch_cart_id"),
        _foreign("station_id", "station.id", name="fk_batch_station_id"), _unique("no", name="uq_batch_no"),
    )
    _index("ix_batch_parked", "batch", "status", "id", where="status = 'open'")
    _index("ix_batch_station", "batch", "station_id", where="status = 'open'")
    op.create_table(
        "journal",
        _key("id"), _key("input_id"), _key("station_id"), _number("seq"), _time("at"), _key("user_id", null=True),
        _text("workflow"), _text("step"), _text("raw"), _text("kind", ""), _flag("ok"), _text("code"),
        _json("result"), _json("facts"), _key("ref_id", null=True), _key("undoes", null=True), _text("key_id"),
        _text("hash"),
        _primary("id", name="pk_journal"), _foreign("station_id", "station.id", name="fk_journal_station_id"),
        _unique("input_id", name="uq_journal_input_id"),
        _unique("station_id", "seq", name="uq_journal_station_id_seq"), _unique("undoes", name="uq_journal_undoes"),
    )
    _index("ix_journal_at", "journal", "at")
    op.create_table(
        "manifest",
        _key("id"), _text("no"), _key("carrier_id"), _text("status", "open"), _key("station_id", null=True),
        _key("user_id", null=True), _number("parcels", "0"), _time("created_at"), _time("closed_at", null=True),
        _primary("id", name="pk_manifest"), _foreign("carrier_id", "carrier.id", name="fk_manifest_carrier_id"),
        _foreign("station_id", "station.id", name="fk_manifest_station_id"), _unique("no", name="uq_manifest_no"),
    )
    _index("ix_manifest_station", "manifest", "station_id", where="status = 'open'")
    op.create_table(
        "print_job",
        _key("id"), _text("kind"), _key("ref_id"), _text("code", ""), _text("status", "requested"),
        _text("reason", ""), _number("copy", "0"), _number("tries", "0"), _text("error", ""), _text("printer", ""),
        _key("station_id", null=True), _time("at"), _time("leased_at", null=True), _time("sent_at", null=True),
        _primary("id", name="pk_print_job"), _foreign("station_id", "station.id", name="fk_print_job_station_id"),
    )
    _index("ix_print_job_ref", "print_job", "ref_id")
    _index("ix_print_job_requested", "print_job", "id", where="status = 'requested'")
    op.create_table(
        "product",
        _key("id"), _key("client_id"), _text("sku"), _text("name", ""), _text("kind", "goods"),
        _number("length_mm", "0"), _number("width_mm", "0"), _number("height_mm", "0"), _number("weight_g", "0"),
        _long("price", "0"), _text("currency", "KRW"), _text("category", ""), _text("temperature", "ambient"),
        _flag("fragile", "0"), _flag("lot_tracked", "0"), _flag("expiry_tracked", "0"), _flag("serial_tracked", "0"),
        _text("image", ""), _json("notes"),
        _primary("id", name="pk_product"), _foreign("client_id", "client.id", name="fk_product_client_id"),
        _unique("client_id", "sku", name="uq_product_client_id_sku"),
    )
    _index("ix_product_box", "product", "client_id", "sku", where="kind = 'box'")
    op.create_table(
        "sales_order",
        _key("id"), _key("client_id"), _text("channel", ""), _text("order_no"), _text("status", "new"),
        _text("held_from", ""), _text("hold_reason", ""), _time("ordered_at"), _time("ship_by"),
        _time("not_before", null=True), _text("service", ""), _key("carrier_id"), _key("person_id", null=True),
        _text("tags", ""), _text("temperature", "ambient"), _flag("parts", "0"), _flag("is_gift", "0"),
        _text("bundle", ""), _number("units", "0"), _number("lines", "0"), _long("value", "0"),
        _text("currency", "KRW"), _key("wave_id", null=True), _json("notes"), _text("fingerprint", ""),
        _primary("id", name="pk_sales_order"), _foreign("carrier_id", "carrier.id", name="fk_sales_order_carrier_id"),
        _foreign("client_id", "client.id", name="fk_sales_order_client_id"),
        _foreign("person_id", "person.id", name="fk_sales_order_person_id"),
        _foreign("wave_id", "wave.id", name="fk_sales_order_wave_id"),
        _unique("client_id", "channel", "order_no", name="uq_sales_order_client_id_channel_order_no"),
    )
    _index("ix_sales_order_order_no", "sales_order", "order_no")
    _index("ix_sales_order_status", "sales_order", "status", "ship_by", "ordered_at", "id")
    op.create_table(
        "balance",
        _key("product_id"), _key("location_id"), _text("lot"), _text("expiry"), _text("serial"), _text("grade"),
        _number("on_hand"), _number("allocated", "0"), _time("since"),
        _primary("product_id", "location_id", "lot", "expiry", "serial", "grade", name="pk_balance"),
        _check("on_hand >= 0 AND allocated >= 0 AND allocated <= on_hand", name="ck_balance_quantities"),
        _foreign("location_id", "location.id", name="fk_balance_location_id"),
        _foreign("product_id", "product.id", name="fk_balance_product_id"),
    )
    _index("ix_balance_location", "balance", "location_id")
    op.create_table(
        "count_task",
        _key("id"), _key("location_id"), _key("product_id", null=True), _text("reason"), _text("status", "open"),
        _time("at"), _key("station_id", null=True),
        _primary("id", name="pk_count_task"),
        _foreign("location_id", "location.id", name="fk_count_task_location_id"),
        _foreign("product_id", "product.id", name="fk_count_task_product_id"),
    )
    _index("ix_count_task_open", "count_task", "location_id", "product_id", where="status = 'open'")
    op.create_table(
        "insert_rule",
        _key("id"), _key("client_id"), _key("product_id"), _number("quantity", "1"), _number("priority", "0"),
        _long("min_value", "0"), _number("min_units", "0"), _text("channel", ""), _text("tag", ""),
        _time("starts_at", null=True), _time("ends_at", null=True),
        _primary("id", name="pk_insert_rule"), _foreign("client_id", "client.id", name="fk_insert_rule_client_id"),
        _foreign("product_id", "product.id", name="fk_insert_rule_product_id"),
    )
    _index("ix_insert_rule_client_id", "insert_rule", "client_id")
    op.create_table(
        "listing",
        _key("id"), _key("client_id"), _text("channel"), _text("listing"), _text("option", ""), _key("product_id"),
        _number("quantity"),
        _primary("id", name="pk_listing"), _foreign("client_id", "client.id", name="fk_listing_client_id"),
        _foreign("product_id", "product.id", name="fk_listing_product_id"),
        _unique("client_id", "channel", "listing", "option", "product_id",
                name="uq_listing_client_id_channel_listing_option_product_id"),
    )
    op.create_table(
        "move",
        _key("id"), _key("product_id"), _text("lot", ""), _text("expiry", ""), _text("serial", ""),
        _text("grade", ""), _number("quantity"), _key("from_id"), _key("to_id"), _text("kind"),
        _key("ref_id", null=True), _key("journal_id", null=True), _key("action_id", null=True),
        _key("reverses", null=True), _key("user_id", null=True), _key("station_id", null=True), _time("at"),
        _primary("id", name="pk_move"), _check("from_id <> to_id", name="ck_move_places"),
        _check("quantity > 0", name="ck_move_quantity"), _foreign("from_id", "location.id", name="fk_move_from_id"),
        _foreign("product_id", "product.id", name="fk_move_product_id"),
        _foreign("to_id", "location.id", name="fk_move_to_id"), _unique("reverses", name="uq_move_reverses"),
    )
    _index("ix_move_from", "move", "from_id", "id")
    _index("ix_move_journal", "move", "journal_id")
    _index("ix_move_product", "move", "product_id", "id")
    _index("ix_move_to", "move", "to_id", "id")
    op.create_table(
        "order_line",
        _key("id"), _key("order_id"), _key("product_id"), _number("line_no"), _text("kind", "goods"),
        _number("ordered"), _number("cancelled", "0"), _number("allocated", "0"), _number("picked", "0"),
        _number("packed", "0"), _number("shipped", "0"), _long("unit_price", "0"), _json("sources"),
        _primary("id", name="pk_order_line"),
        _check("ordered >= cancelled AND cancelled >= 0 AND allocated >= 0 AND picked >= 0 AND packed >= 0 AND "
               "shipped >= 0 AND shipped <= packed AND packed <= picked AND packed <= ordered",
               name="ck_order_line_quantities"),
        _foreign("order_id", "sales_order.id", name="fk_order_line_order_id"),
        _foreign("product_id", "product.id", name="fk_order_line_product_id"),
        _unique("order_id", "product_id", name="uq_order_line_order_id_product_id"),
    )
    _index("ix_order_line_product_id", "order_line", "product_id")
    op.create_table(
        "parcel",
        _key("id"), _key("order_id"), _text("sscc"), _text("status", "open"), _key("station_id", null=True),
        _key("user_id", null=True), _key("carrier_id"), _key("tote_id", null=True), _key("batch_id", null=True),
        _number("units", "0"), _number("verified", "0"), _key("suggested_box_id", null=True),
        _key("box_id", null=True), _flag("needs_confirm", "0"), _flag("confirmed", "0"),
        _key("last_line_id", null=True), _text("tracking_no", null=True), _text("blocked", ""),
        _number("number", "1"), _time("opened_at"), _time("closed_at", null=True), _key("manifest_id", null=True),
        _time("shipped_at", null=True), _number("weight_g", "0"),
        _primary("id", name="pk_parcel"), _foreign("box_id", "product.id", name="fk_parcel_box_id"),
        _foreign("carrier_id", "carrier.id", name="fk_parcel_carrier_id"),
        _foreign("manifest_id", "manifest.id", name="fk_parcel_manifest_id"),
        _foreign("order_id", "sales_order.id", name="fk_parcel_order_id"),
        _foreign("station_id", "station.id", name="fk_parcel_station_id"),
        _foreign("suggested_box_id", "product.id", name="fk_parcel_suggested_box_id"),
        _unique("sscc", name="uq_parcel_sscc"), _unique("tracking_no", name="uq_parcel_tracking_no"),
    )
    _index("ix_parcel_manifest", "parcel", "manifest_id", where="manifest_id IS NOT NULL")
    _index("ix_parcel_order", "parcel", "order_id")
    _index("ix_parcel_station", "parcel", "station_id", where="status IN ('open', 'labelled')")
    _index("ix_parcel_to_ship", "parcel", "carrier_id", "id", where="status = 'packed' AND manifest_id IS NULL")
    op.create_table(
        "allocation",
        _key("id"), _key("order_id"), _key("order_line_id"), _key("product_id"), _key("location_id"),
        _text("lot", ""), _text("expiry", ""), _text("serial", ""), _text("grade", ""), _number("quantity"),
        _number("picked", "0"), _flag("open"), _key("batch_id", null=True), _number("walk", "0"),
        _number("skip_no", "0"), _number("slot", "0"), _number("sorted", "0"),
        _primary("id", name="pk_allocation"),
        _check("picked >= 0 AND picked <= quantity", name="ck_allocation_quantities"),
        _foreign("location_id", "location.id", name="fk_allocation_location_id"),
        _foreign("order_id", "sales_order.id", name="fk_allocation_order_id"),
        _foreign("order_line_id", "order_line.id", name="fk_allocation_order_line_id"),
        _foreign("product_id", "product.id", name="fk_allocation_product_id"),
    )
    _index("ix_allocation_batch", "allocation", "batch_id", "skip_no", "walk", "slot", where="batch_id IS NOT NULL")
    _index("ix_allocation_order", "allocation", "order_id")
    _index("ix_allocation_stock", "allocation", "location_id", "product_id", where="open")
    _index("ix_allocation_unbatched", "allocation", "order_id", where="open AND batch_id IS NULL")
    op.create_table(
        "parcel_line",
        _key("id"), _key("parcel_id"), _key("order_line_id", null=True), _key("product_id"), _number("line_no"),
        _text("kind", "goods"), _number("quantity"), _number("verified", "0"), _json("reason"),
        _primary("id", name="pk_parcel_line"),
        _check("verified >= 0 AND verified <= quantity", name="ck_parcel_line_quantities"),
        _foreign("order_line_id", "order_line.id", name="fk_parcel_line_order_line_id"),
        _foreign("parcel_id", "parcel.id", name="fk_parcel_line_parcel_id"),
        _foreign("product_id", "product.id", name="fk_parcel_line_product_id"),
    )
    _index("ix_parcel_line_parcel", "parcel_line", "parcel_id", "line_no")
    op.create_table(
        "tracking_number",
        _text("number"), _key("carrier_id"), _key("parcel_id"), _time("issued_at"),
        _primary("number", name="pk_tracking_number"),
        _foreign("carrier_id", "carrier.id", name="fk_tracking_number_carrier_id"),
        _foreign("parcel_id", "parcel.id", name="fk_tracking_number_parcel_id"),
    )
    _index("ix_tracking_number_parcel_id", "tracking_number", "parcel_id")
