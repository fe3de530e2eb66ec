"""What a supervisor sets up: every kind as rows that the imports of the same name take back unchanged."""
