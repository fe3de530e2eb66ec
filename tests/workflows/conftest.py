"""Every workflow test gets a small warehouse whose books are checked at its end."""

from tests.workflows.small import house

__all__ = ["house"]
