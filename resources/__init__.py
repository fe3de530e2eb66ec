"""Fonts, icons, sounds, translations and the demo's data."""
