"""Orders of one household in one parcel."""

from __future__ import annotations

from alembic import op

from warehouse_app.database.ddl import flag, index, number, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("person", text("household", ""))
    op.add_column("product", flag("no_combine", "0"))
    op.add_column("parcel", number("joined", "0"))
    op.add_column("parcel", flag("alone", "0"))
    index("ix_person_household", "person", "household")
    index("ix_parcel_line_order_line", "parcel_line", "order_line_id", where="order_line_id IS NOT NULL")
