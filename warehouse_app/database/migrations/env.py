"""Runs the migrations on the connection that opening.py gives, or, for who writes a new one, on WAREHOUSE_DB."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from warehouse_app.database.models import METADATA


def run(connection: Connection) -> None:
    """Run what is missing. Both databases take schema changes back with their transaction."""
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from warehouse_app.database.opening import connect

    with connect().write() as own:
        run(own)
