"""The small warehouse of the workflow tests, here too."""

from tests.workflows.small import house

__all__ = ["house"]
