"""The database: models grouped by noun, the engine, the unit of work, migrations."""
