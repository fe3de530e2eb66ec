"""Races, kills, and hostile input: whatever happens, every accepted input counts once and the books stay right."""
