"""Pictures of every kind, good and bad, made in memory for tests of photos."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, WHITE = (200, 30, 30), (255, 255, 255)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file."""
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def photo(width: int = 64, height: int = 48, colour: tuple[int, int, int] = RED, kind: str = "JPEG") -> bytes:
    """A picture of one colour."""
    return encoded(Image.new("RGB", (width, height), colour), kind)


def with_position() -> bytes:
    """A photo 64 × 48 whose notes say where it was taken, by whom, and that it was held upright (turned by 90°)."""
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x013B] = "Hong Gildong"
    notes.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)})
    return encoded(Image.new("RGB", (64, 48), RED), exif=notes, comment=b"taken at home")


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width: int, height: int, *more: bytes) -> bytes:
    """A valid black PNG of one bit a pixel, some kilobytes whatever its size; `more` chunks stand before its data."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    """Two pictures, one after the other."""
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, WHITE)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
