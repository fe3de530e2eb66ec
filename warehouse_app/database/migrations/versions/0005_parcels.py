"""Parcels of a brand: one household, boxes, carriers and their ranges, cold goods; shifts of a site, wrong PINs."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from warehouse_app.database.ddl import flag, foreign, index, json, key, long, number, primary, text, time, unique
from warehouse_app.database.roles import FUNCTIONS

revision = "0005"
down_revision = "0004"

_FIRST = """
UPDATE number_range SET first = next -
  (SELECT COUNT(*) FROM tracking_number t WHERE t.carrier_id = number_range.carrier_id)
WHERE kind = 'tracking_no'
"""


def upgrade() -> None:
    op.add_column("person", text("household", ""))
    op.add_column("person", text("phone_mark", ""))
    for column in (flag("upright", "0"), number("max_weight_g", "0"), flag("no_combine", "0"), flag("no_air", "0")):
        op.add_column("product", column)
    for column in (number("boxes", "0"), text("box_reason", ""), number("joined", "0"), flag("alone", "0")):
        op.add_column("parcel", column)
    for column in (
        text("temperature", ""),
        text("service", ""),
        json("notice", null=True),
        number("hours", "0"),
        time("warm_since", null=True),
        number("warm_s", "0"),
        text("pictured", ""),
        text("late_mate", ""),
        key("warm_ok", null=True),
    ):
        op.add_column("parcel", column)
    for column in (flag("handwritten_notes", "0"), text("note_symbol", "♥"), text("note_foot", "")):
        op.add_column("client", column)
    op.add_column("insert_rule", flag("ask_back", "0"))
    op.add_column("return_case", text("gift", ""))
    op.add_column("photo", key("parcel_id", null=True))
    op.drop_index("ix_photo_waiting", "photo")
    index("ix_photo_waiting", "photo", "station_id", where="case_id IS NULL AND parcel_id IS NULL")
    index("ix_photo_parcel", "photo", "parcel_id", where="parcel_id IS NOT NULL")
    op.add_column("carrier", text("profile", ""))
    op.add_column("number_range", text("service", ""))
    op.add_column("number_range", long("first", "0"))
    op.execute(_FIRST)  # numbers were taken one by one from one range a carrier
    index("ix_person_household", "person", "household")
    index("ix_parcel_line_order_line", "parcel_line", "order_line_id", where="order_line_id IS NOT NULL")
    op.create_table(
        "box_plan",
        key("id"),
        key("ref_id"),
        text("key"),
        json("plan"),
        time("at"),
        primary("id", name="pk_box_plan"),
        unique("ref_id", name="uq_box_plan_ref_id"),
    )
    op.create_table(
        "coolant_rule",
        key("id"),
        key("client_id"),
        text("temperature"),
        number("from_month"),
        number("to_month"),
        number("up_to_hours", "0"),
        key("box_id", null=True),
        key("product_id"),
        number("quantity"),
        text("how", ""),
        primary("id", name="pk_coolant_rule"),
        foreign("box_id", "product.id", name="fk_coolant_rule_box_id"),
        foreign("client_id", "client.id", name="fk_coolant_rule_client_id"),
        foreign("product_id", "product.id", name="fk_coolant_rule_product_id"),
    )
    index("ix_coolant_rule_client_id", "coolant_rule", "client_id")
    op.create_table(
        "shift",
        key("id"),
        text("name"),
        text("begins"),
        text("ends"),
        text("aliases", ""),
        primary("id", name="pk_shift"),
        unique("name", name="uq_shift_name"),
    )
    op.create_table(
        "login_failure",
        key("id"),
        key("user_id"),
        text("station", ""),
        time("at"),
        primary("id", name="pk_login_failure"),
        foreign("user_id", "user_account.id", name="fk_login_failure_user_id"),
    )
    index("ix_login_failure_at", "login_failure", "at")
    index("ix_move_at", "move", "at")
    index("ix_tracking_number_issued_at", "tracking_number", "issued_at")
    index("ix_box_plan_at", "box_plan", "at")
    op.add_column("user_account", text("pin_salt", ""))
    for row in op.get_bind().exec_driver_sql("SELECT id, pin_hash FROM user_account WHERE pin_hash <> ''").all():
        salt, _, proof = row.pin_hash.rpartition("$")
        check = sha256(b64decode(proof + "=" * (-len(proof) % 4))).hexdigest()
        change = sa.text("UPDATE user_account SET pin_salt = :salt, pin_hash = :check WHERE id = :id")
        op.get_bind().execute(change, {"salt": salt, "check": check, "id": row.id})
    if op.get_bind().dialect.name == "postgresql":
        for words in FUNCTIONS:
            op.get_bind().exec_driver_sql(words.replace("%", "%%"))
    op.execute("UPDATE location SET zone = 'HOUSE' WHERE zone = '' AND kind NOT IN ('parcel', 'outside')")
