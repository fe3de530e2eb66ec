"""What a camera at the bench is to the program. One is there: a folder that a camera puts files in (photo_folder.py).

A USB document camera comes in that way too, by the program that belongs to it. Qt could read one itself, but only with
QtMultimedia, which is not among the packages installed here (it comes with 175 MB, and does not load without a system's
sound library); a class of these methods around it is all that would be added.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    """What became of a picture that was handed over."""

    KEPT = "kept"
    REFUSED = "refused"  # it will never be taken as it is
    LATER = "later"  # the environment failed; hand it over again


Take = Callable[[bytes, str], Outcome]
"""Takes a picture as a file's bytes, and its name. Called on the camera's threads."""


class Camera(Protocol):
    """Hands pictures over from `start` to `stop`."""

    def start(self) -> None:
        """Begin; a camera that is not there yet is waited for."""

    def stop(self) -> None:
        """End; returns when the camera's thread has ended."""

    def shoot(self) -> None:
        """The Photo key was pressed: returns when a picture, or all that was on its way, is handed over.

        Blocks for some seconds at most, so never to be called on the window's thread.
        """
