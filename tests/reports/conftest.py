"""Reports are read from a small warehouse at work."""

from tests.workflows.small import house

__all__ = ["house"]
