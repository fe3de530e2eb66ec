"""The first schema: every table as it was when the program was first used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.ddl import (
    check,
    flag,
    foreign,
    index,
    json,
    key,
    long,
    number,
    primary,
    text,
    time,
    unique,
)

revision = "0001"
down_revision = None


# fmt: off
def upgrade() -> None:
    op.create_table(
        "action",
        key("id"), text("kind"), json("detail"), time("at"), key("user_id", null=True),
        primary("id", name="pk_action"),
    )
    op.create_table(
        "carrier",
        key("id"), text("code"), text("name", ""), text("rule", ""), text("cut_off", "17:00"),
        primary("id", name="pk_carrier"), unique("code", name="uq_carrier_code"),
    )
    op.create_table(
        "code",
        text("text"), text("kind"), key("ref_id"), number("quantity", "1"),
        primary("text", "kind", "ref_id", name="pk_code"),
    )
    index("ix_code_ref_id", "code", "ref_id")
    op.create_table(
        "outbox",
        key("id"), text("kind"), key("ref_id"), json("payload"), text("status", "waiting"),
        number("tries", "0"), text("error", ""), time("at"), time("sent_at", null=True),
        primary("id", name="pk_outbox"),
    )
    index("ix_outbox_waiting", "outbox", "id", where="status = 'waiting'")
    op.create_table(
        "person",
        key("id"), text("recipient", ""), text("phone", ""), text("email", ""), text("postcode", ""),
        text("address1", ""), text("address2", ""), text("country", ""), text("message", ""),
        text("gift_message", ""), json("extra"), time("erase_after", null=True),
        primary("id", name="pk_person"),
    )
    op.create_table(
        "set_aside",
        key("id"), text("kind"), text("format", ""), text("client", ""), text("channel", ""),
        text("order_no", ""), json("rows"), json("reasons"), text("file", ""), text("fingerprint"), time("at"),
        time("resolved_at", null=True),
        primary("id", name="pk_set_aside"), unique("fingerprint", name="uq_set_aside_fingerprint"),
    )
    op.create_table(
        "site",
        key("id"), text("code"), text("name", ""), text("time_zone"), text("calendar"), json("settings"),
        primary("id", name="pk_site"), unique("code", name="uq_site_code"),
    )
    op.create_table(
        "user_account",
        key("id"), text("badge"), text("name", ""), text("roles", ""), text("pin_hash", ""),
        flag("active", sa.true()),
        primary("id", name="pk_user_account"), unique("badge", name="uq_user_account_badge"),
    )
    op.create_table(
        "wave",
        key("id"), number("no"), text("kind", "batch"), json("filter"), time("at"), key("user_id", null=True),
        primary("id", name="pk_wave"), unique("no", name="uq_wave_no"),
    )
    op.create_table(
        "client",
        key("id"), text("code"), text("name", ""), flag("ships_in_parts", "0"),
        flag("labels_before_picking", "0"), number("quantity_entry_from", "4"), key("carrier_id", null=True),
        number("retention_days", "180"),
        primary("id", name="pk_client"), foreign("carrier_id", "carrier.id", name="fk_client_carrier_id"),
        unique("code", name="uq_client_code"),
    )
    op.create_table(
        "location",
        key("id"), key("site_id"), text("code"), text("kind"), text("zone", ""), text("aisle", ""),
        text("bay", ""), text("level", ""), number("x_mm", null=True), number("y_mm", null=True),
        number("capacity_l", "0"), text("temperature", "ambient"), text("use", ""), key("order_id", null=True),
        key("batch_id", null=True), number("slot", "0"), flag("is_full", "0"),
        primary("id", name="pk_location"), foreign("site_id", "site.id", name="fk_location_site_id"),
        unique("site_id", "code", name="uq_location_site_id_code"),
    )
    index("ix_location_batch", "location", "batch_id", where="batch_id IS NOT NULL")
    index("ix_location_kind_use", "location", "kind", "use", "code", where="kind <> 'parcel'")
    index("ix_location_order", "location", "order_id", where="order_id IS NOT NULL")
    op.create_table(
        "number_range",
        key("id"), text("kind"), key("carrier_id", null=True), text("prefix", ""), long("next"), long("last"),
        number("seq", "0"),
        primary("id", name="pk_number_range"),
        foreign("carrier_id", "carrier.id", name="fk_number_range_carrier_id"),
    )
    index("ix_number_range_carrier_id", "number_range", "carrier_id")
    op.create_table(
        "station",
        key("id"), key("site_id"), text("name"), number("seq", "0"), text("hash", ""),
        key("last_journal_id", null=True), key("user_id", null=True), number("login_seq", "0"),
        key("tote_id", null=True), key("product_id", null=True), time("heard_at", null=True),
        primary("id", name="pk_station"), foreign("site_id", "site.id", name="fk_station_site_id"),
        foreign("user_id", "user_account.id", name="fk_station_user_id"),
        unique("site_id", "name", name="uq_station_site_id_name"),
    )
    op.create_table(
        "batch",
        key("id"), text("no"), text("kind"), text("status", "open"), key("station_id", null=True),
        key("user_id", null=True), key("cart_id", null=True), key("wave_id", null=True), time("created_at"),
        number("units", "0"), number("picked", "0"), key("bin_id", null=True), number("hand_walk", "-1"),
        number("hand", "0"), number("skips", "0"), key("ask_empty", null=True), key("sort_id", null=True),
        primary("id", name="pk_batch"), foreign("cart_id", "location.id", name="fk_batch_cart_id"),
        foreign("station_id", "station.id", name="fk_batch_station_id"), unique("no", name="uq_batch_no"),
    )
    index("ix_batch_parked", "batch", "status", "id", where="status = 'open'")
    index("ix_batch_station", "batch", "station_id", where="status = 'open'")
    op.create_table(
        "journal",
        key("id"), key("input_id"), key("station_id"), number("seq"), time("at"), key("user_id", null=True),
        text("workflow"), text("step"), text("raw"), text("kind", ""), flag("ok"), text("code"),
        json("result"), json("facts"), key("ref_id", null=True), key("undoes", null=True), text("key_id"),
        text("hash"),
        primary("id", name="pk_journal"), foreign("station_id", "station.id", name="fk_journal_station_id"),
        unique("input_id", name="uq_journal_input_id"),
        unique("station_id", "seq", name="uq_journal_station_id_seq"), unique("undoes", name="uq_journal_undoes"),
    )
    index("ix_journal_at", "journal", "at")
    op.create_table(
        "manifest",
        key("id"), text("no"), key("carrier_id"), text("status", "open"), key("station_id", null=True),
        key("user_id", null=True), number("parcels", "0"), time("created_at"), time("closed_at", null=True),
        primary("id", name="pk_manifest"), foreign("carrier_id", "carrier.id", name="fk_manifest_carrier_id"),
        foreign("station_id", "station.id", name="fk_manifest_station_id"), unique("no", name="uq_manifest_no"),
    )
    index("ix_manifest_station", "manifest", "station_id", where="status = 'open'")
    op.create_table(
        "print_job",
        key("id"), text("kind"), key("ref_id"), text("code", ""), text("status", "requested"),
        text("reason", ""), number("copy", "0"), number("tries", "0"), text("error", ""), text("printer", ""),
        key("station_id", null=True), time("at"), time("leased_at", null=True), time("sent_at", null=True),
        primary("id", name="pk_print_job"), foreign("station_id", "station.id", name="fk_print_job_station_id"),
    )
    index("ix_print_job_ref", "print_job", "ref_id")
    index("ix_print_job_requested", "print_job", "id", where="status = 'requested'")
    op.create_table(
        "product",
        key("id"), key("client_id"), text("sku"), text("name", ""), text("kind", "goods"),
        number("length_mm", "0"), number("width_mm", "0"), number("height_mm", "0"), number("weight_g", "0"),
        long("price", "0"), text("currency", "KRW"), text("category", ""), text("temperature", "ambient"),
        flag("fragile", "0"), flag("lot_tracked", "0"), flag("expiry_tracked", "0"), flag("serial_tracked", "0"),
        text("image", ""), json("notes"),
        primary("id", name="pk_product"), foreign("client_id", "client.id", name="fk_product_client_id"),
        unique("client_id", "sku", name="uq_product_client_id_sku"),
    )
    index("ix_product_box", "product", "client_id", "sku", where="kind = 'box'")
    op.create_table(
        "sales_order",
        key("id"), key("client_id"), text("channel", ""), text("order_no"), text("status", "new"),
        text("held_from", ""), text("hold_reason", ""), time("ordered_at"), time("ship_by"),
        time("not_before", null=True), text("service", ""), key("carrier_id"), key("person_id", null=True),
        text("tags", ""), text("temperature", "ambient"), flag("parts", "0"), flag("is_gift", "0"),
        text("bundle", ""), number("units", "0"), number("lines", "0"), long("value", "0"),
        text("currency", "KRW"), key("wave_id", null=True), json("notes"), text("fingerprint", ""),
        primary("id", name="pk_sales_order"), foreign("carrier_id", "carrier.id", name="fk_sales_order_carrier_id"),
        foreign("client_id", "client.id", name="fk_sales_order_client_id"),
        foreign("person_id", "person.id", name="fk_sales_order_person_id"),
        foreign("wave_id", "wave.id", name="fk_sales_order_wave_id"),
        unique("client_id", "channel", "order_no", name="uq_sales_order_client_id_channel_order_no"),
    )
    index("ix_sales_order_order_no", "sales_order", "order_no")
    index("ix_sales_order_status", "sales_order", "status", "ship_by", "ordered_at", "id")
    op.create_table(
        "balance",
        key("product_id"), key("location_id"), text("lot"), text("expiry"), text("serial"), text("grade"),
        number("on_hand"), number("allocated", "0"), time("since"),
        primary("product_id", "location_id", "lot", "expiry", "serial", "grade", name="pk_balance"),
        check("on_hand >= 0 AND allocated >= 0 AND allocated <= on_hand", name="ck_balance_quantities"),
        foreign("location_id", "location.id", name="fk_balance_location_id"),
        foreign("product_id", "product.id", name="fk_balance_product_id"),
    )
    index("ix_balance_location", "balance", "location_id")
    op.create_table(
        "count_task",
        key("id"), key("location_id"), key("product_id", null=True), text("reason"), text("status", "open"),
        time("at"), key("station_id", null=True),
        primary("id", name="pk_count_task"),
        foreign("location_id", "location.id", name="fk_count_task_location_id"),
        foreign("product_id", "product.id", name="fk_count_task_product_id"),
    )
    index("ix_count_task_open", "count_task", "location_id", "product_id", where="status = 'open'")
    op.create_table(
        "insert_rule",
        key("id"), key("client_id"), key("product_id"), number("quantity", "1"), number("priority", "0"),
        long("min_value", "0"), number("min_units", "0"), text("channel", ""), text("tag", ""),
        time("starts_at", null=True), time("ends_at", null=True),
        primary("id", name="pk_insert_rule"), foreign("client_id", "client.id", name="fk_insert_rule_client_id"),
        foreign("product_id", "product.id", name="fk_insert_rule_product_id"),
    )
    index("ix_insert_rule_client_id", "insert_rule", "client_id")
    op.create_table(
        "listing",
        key("id"), key("client_id"), text("channel"), text("listing"), text("option", ""), key("product_id"),
        number("quantity"),
        primary("id", name="pk_listing"), foreign("client_id", "client.id", name="fk_listing_client_id"),
        foreign("product_id", "product.id", name="fk_listing_product_id"),
        unique("client_id", "channel", "listing", "option", "product_id",
                name="uq_listing_client_id_channel_listing_option_product_id"),
    )
    op.create_table(
        "move",
        key("id"), key("product_id"), text("lot", ""), text("expiry", ""), text("serial", ""),
        text("grade", ""), number("quantity"), key("from_id"), key("to_id"), text("kind"),
        key("ref_id", null=True), key("journal_id", null=True), key("action_id", null=True),
        key("reverses", null=True), key("user_id", null=True), key("station_id", null=True), time("at"),
        primary("id", name="pk_move"), check("from_id <> to_id", name="ck_move_places"),
        check("quantity > 0", name="ck_move_quantity"), foreign("from_id", "location.id", name="fk_move_from_id"),
        foreign("product_id", "product.id", name="fk_move_product_id"),
        foreign("to_id", "location.id", name="fk_move_to_id"), unique("reverses", name="uq_move_reverses"),
    )
    index("ix_move_from", "move", "from_id", "id")
    index("ix_move_journal", "move", "journal_id")
    index("ix_move_product", "move", "product_id", "id")
    index("ix_move_to", "move", "to_id", "id")
    op.create_table(
        "order_line",
        key("id"), key("order_id"), key("product_id"), number("line_no"), text("kind", "goods"),
        number("ordered"), number("cancelled", "0"), number("allocated", "0"), number("picked", "0"),
        number("packed", "0"), number("shipped", "0"), long("unit_price", "0"), json("sources"),
        primary("id", name="pk_order_line"),
        check("ordered >= cancelled AND cancelled >= 0 AND allocated >= 0 AND picked >= 0 AND packed >= 0 AND "
               "shipped >= 0 AND shipped <= packed AND packed <= picked AND packed <= ordered",
               name="ck_order_line_quantities"),
        foreign("order_id", "sales_order.id", name="fk_order_line_order_id"),
        foreign("product_id", "product.id", name="fk_order_line_product_id"),
        unique("order_id", "product_id", name="uq_order_line_order_id_product_id"),
    )
    index("ix_order_line_product_id", "order_line", "product_id")
    op.create_table(
        "parcel",
        key("id"), key("order_id"), text("sscc"), text("status", "open"), key("station_id", null=True),
        key("user_id", null=True), key("carrier_id"), key("tote_id", null=True), key("batch_id", null=True),
        number("units", "0"), number("verified", "0"), key("suggested_box_id", null=True),
        key("box_id", null=True), flag("needs_confirm", "0"), flag("confirmed", "0"),
        key("last_line_id", null=True), text("tracking_no", null=True), text("blocked", ""),
        number("number", "1"), time("opened_at"), time("closed_at", null=True), key("manifest_id", null=True),
        time("shipped_at", null=True), number("weight_g", "0"),
        primary("id", name="pk_parcel"), foreign("box_id", "product.id", name="fk_parcel_box_id"),
        foreign("carrier_id", "carrier.id", name="fk_parcel_carrier_id"),
        foreign("manifest_id", "manifest.id", name="fk_parcel_manifest_id"),
        foreign("order_id", "sales_order.id", name="fk_parcel_order_id"),
        foreign("station_id", "station.id", name="fk_parcel_station_id"),
        foreign("suggested_box_id", "product.id", name="fk_parcel_suggested_box_id"),
        unique("sscc", name="uq_parcel_sscc"), unique("tracking_no", name="uq_parcel_tracking_no"),
    )
    index("ix_parcel_manifest", "parcel", "manifest_id", where="manifest_id IS NOT NULL")
    index("ix_parcel_order", "parcel", "order_id")
    index("ix_parcel_station", "parcel", "station_id", where="status IN ('open', 'labelled')")
    index("ix_parcel_to_ship", "parcel", "carrier_id", "id", where="status = 'packed' AND manifest_id IS NULL")
    op.create_table(
        "allocation",
        key("id"), key("order_id"), key("order_line_id"), key("product_id"), key("location_id"),
        text("lot", ""), text("expiry", ""), text("serial", ""), text("grade", ""), number("quantity"),
        number("picked", "0"), flag("open"), key("batch_id", null=True), number("walk", "0"),
        number("skip_no", "0"), number("slot", "0"), number("sorted", "0"),
        primary("id", name="pk_allocation"),
        check("picked >= 0 AND picked <= quantity", name="ck_allocation_quantities"),
        foreign("location_id", "location.id", name="fk_allocation_location_id"),
        foreign("order_id", "sales_order.id", name="fk_allocation_order_id"),
        foreign("order_line_id", "order_line.id", name="fk_allocation_order_line_id"),
        foreign("product_id", "product.id", name="fk_allocation_product_id"),
    )
    index("ix_allocation_batch", "allocation", "batch_id", "skip_no", "walk", "slot", where="batch_id IS NOT NULL")
    index("ix_allocation_order", "allocation", "order_id")
    index("ix_allocation_stock", "allocation", "location_id", "product_id", where="open")
    index("ix_allocation_unbatched", "allocation", "order_id", where="open AND batch_id IS NULL")
    op.create_table(
        "parcel_line",
        key("id"), key("parcel_id"), key("order_line_id", null=True), key("product_id"), number("line_no"),
        text("kind", "goods"), number("quantity"), number("verified", "0"), json("reason"),
        primary("id", name="pk_parcel_line"),
        check("verified >= 0 AND verified <= quantity", name="ck_parcel_line_quantities"),
        foreign("order_line_id", "order_line.id", name="fk_parcel_line_order_line_id"),
        foreign("parcel_id", "parcel.id", name="fk_parcel_line_parcel_id"),
        foreign("product_id", "product.id", name="fk_parcel_line_product_id"),
    )
    index("ix_parcel_line_parcel", "parcel_line", "parcel_id", "line_no")
    op.create_table(
        "tracking_number",
        text("number"), key("carrier_id"), key("parcel_id"), time("issued_at"),
        primary("number", name="pk_tracking_number"),
        foreign("carrier_id", "carrier.id", name="fk_tracking_number_carrier_id"),
        foreign("parcel_id", "parcel.id", name="fk_tracking_number_parcel_id"),
    )
    index("ix_tracking_number_parcel_id", "tracking_number", "parcel_id")
