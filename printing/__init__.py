"""Papers as PDF, and the queue that prints them. Knows plain values (warehouse_app.domain), never the database."""
