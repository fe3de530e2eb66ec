"""The window: renders screens, forwards scans, shows supervisors' pages. No rule of the trade lives here."""
