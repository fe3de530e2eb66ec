"""Printers: where finished papers go. A new one is a file here, a line in registry.py, and its talk in the tests."""
