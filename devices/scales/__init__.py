"""Scales: what each make says. A new one is a file here, a line in registry.py, and its talk in the tests."""
