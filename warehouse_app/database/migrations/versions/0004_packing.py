"""What the packing bench shows customers: sets, weights, gifts by rules, recipes."""

from __future__ import annotations

from alembic import op

from warehouse_app.database.ddl import check, flag, foreign, index, json, key, number, primary, text, time, unique

revision = "0004"
down_revision = "0003"


# fmt: off
def upgrade() -> None:
    columns = {
        "parcel": (number("expected_g", "0"), number("tolerance_g", "0"), text("weighed", ""),
                   text("weight_reason", ""), text("recipe", ""), key("weigher_id", null=True)),
        "parcel_line": (text("rule", ""), text("how", ""), text("text", ""), text("picture", ""),
                        text("skip_reason", ""), text("outcome", ""), number("per_unit", "0")),
        "person": (text("customer", ""),),
        "insert_rule": (
            text("code", ""), json("pool", "[]"), flag("repeats", "0"), text("value_of", "order"),
            text("item", ""), text("category", ""), text("option", ""), flag("first_order", "0"),
            flag("stop", "0"), flag("alone", "0"), number("per_customer", "0"), text("at_zero", ""),
            text("substitute", ""),
        ),
    }
    for table, new in columns.items():
        for column in new:
            op.add_column(table, column)
    index("ix_person_customer", "person", "customer")
    op.create_table(
        "kit_part",
        key("id"), key("kit_id"), key("product_id"), number("quantity"),
        primary("id", name="pk_kit_part"), check("quantity > 0 AND kit_id <> product_id", name="ck_kit_part_sane"),
        foreign("kit_id", "product.id", name="fk_kit_part_kit_id"),
        foreign("product_id", "product.id", name="fk_kit_part_product_id"),
        unique("kit_id", "product_id", name="uq_kit_part_kit_id_product_id"),
    )
    index("ix_kit_part_product_id", "kit_part", "product_id")
    op.create_table(
        "kit_use",
        key("id"), key("kit_line_id"), key("part_line_id"), number("quantity"),
        primary("id", name="pk_kit_use"), foreign("kit_line_id", "order_line.id", name="fk_kit_use_kit_line_id"),
        foreign("part_line_id", "order_line.id", name="fk_kit_use_part_line_id"),
        unique("kit_line_id", "part_line_id", name="uq_kit_use_kit_line_id_part_line_id"),
    )
    index("ix_kit_use_part_line_id", "kit_use", "part_line_id")
    op.create_table(
        "kit_job",
        key("id"), key("kit_id"), text("kind", "build"), text("status", "open"), key("place_id", null=True),
        key("station_id", null=True), key("user_id", null=True), number("sets", "0"), text("hand", ""), time("at"),
        primary("id", name="pk_kit_job"), foreign("kit_id", "product.id", name="fk_kit_job_kit_id"),
        foreign("place_id", "location.id", name="fk_kit_job_place_id"),
        foreign("station_id", "station.id", name="fk_kit_job_station_id"),
    )
    index("ix_kit_job_station", "kit_job", "station_id", where="status = 'open'")
    op.create_table(
        "learned_weight",
        key("id"), key("product_id"), number("unit_mg"), number("tolerance_mg"), number("readings"),
        primary("id", name="pk_learned_weight"),
        foreign("product_id", "product.id", name="fk_learned_weight_product_id"),
        unique("product_id", name="uq_learned_weight_product_id"),
    )
    op.create_table(
        "packing_recipes",
        key("id"), key("client_id"), number("version"), json("rows"), time("at"), key("user_id", null=True),
        primary("id", name="pk_packing_recipes"),
        foreign("client_id", "client.id", name="fk_packing_recipes_client_id"),
        unique("client_id", "version", name="uq_packing_recipes_client_id_version"),
    )
