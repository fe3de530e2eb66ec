"""Tests of the import files: own formats, marketplaces' exports, and hostile ones."""
