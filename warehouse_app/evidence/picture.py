"""Pictures from outside: told by their content, measured before they are decoded, and made anew without any metadata.

Nothing of the file that came in is kept but what it shows: position, device, comments, colour profiles and whatever is
hidden behind the picture go.
"""

from __future__ import annotations

import hashlib
import io
import struct
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageOps

from warehouse_app.domain.sentences import Sentence, say

BYTES_MOST = 40_000_000
PIXELS_MOST = 64_000_000  # telephones take 50 million; decoded they are 192 MB
LONG_SIDE = 2560  # of what is kept: a scratch is seen, a photo is about half a megabyte
_QUALITY = 85
_SEGMENTS_MOST = 10_000  # of a JPEG before its picture begins
_FORMATS = {"JPEG": ("JPEG",), "PNG": ("PNG",), "WEBP": ("WEBP",)}


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: `data` of type `media`, its size in pixels, and the SHA-256 of `data` in hex."""

    data: bytes
    media: str
    width: int
    height: int
    sha256: str


class BadPicture(Exception):
    """This is no picture that can be kept; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def check_picture(data: bytes, name: str) -> Picture:
    """The picture in `data`, made anew as JPEG, upright, at most 2,560 pixels long. `name` is for sentences alone.

    The same bytes give the same picture. Raises BadPicture.
    """
    name = shown_name(name)
    if not data:
        raise BadPicture(say("{name} is empty.", name=name))
    if len(data) > BYTES_MOST:
        raise BadPicture(say("{name} is larger than {most} MB.", name=name, most=BYTES_MOST // 1_000_000))
    kind = _kind(data)
    if not kind:
        raise BadPicture(say("{name} is no photo. Only JPEG, PNG and WebP are taken.", name=name))
    try:
        width, height = _SIZE[kind](data)
    except (IndexError, struct.error):
        raise BadPicture(_damaged(name)) from None
    _measure(width, height, name)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as opened:
            _measure(*opened.size, name)  # its decoder may have read another size than we
            if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
                raise BadPicture(say("{name} moves. Take a still picture.", name=name))
            flat = _flat(opened)
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
        flat.info.clear()  # a comment would be written again
        made = io.BytesIO()
        flat.save(made, "JPEG", quality=_QUALITY)
    except BadPicture:
        raise
    except Exception as error:  # decoders meet a damaged file with errors of a dozen classes
        raise BadPicture(_damaged(name)) from error
    kept = made.getvalue()
    return Picture(kept, "image/jpeg", flat.width, flat.height, hashlib.sha256(kept).hexdigest())


def shown_name(name: str) -> str:
    """A file's name as it may be shown: without folders, not long, printable."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(c if c.isprintable() else "?" for c in last)[:80] or "?"


def _damaged(name: str) -> Sentence:
    return say("{name} is damaged or not whole. Take the photo again.", name=name)


def _measure(width: int, height: int, name: str) -> None:
    if width < 1 or height < 1:
        raise BadPicture(_damaged(name))
    if width * height > PIXELS_MOST:
        raise BadPicture(say(
            "{name} is too large: {width} × {height} pixels.", name=name, width=f"{width:,}", height=f"{height:,}"
        ))  # fmt: skip


def _flat(opened: Image.Image) -> Image.Image:
    """What a picture shows: upright, in red, green and blue, on white where it is transparent."""
    opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a large JPEG is decoded at a half, a quarter or an eighth
    opened.load()
    picture: Image.Image = opened
    with suppress(Exception):  # a photo with a damaged note on how it was held is still a photo
        picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I"):  # 16 bits of grey, which are clipped unless brought to 8
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        ground.alpha_composite(seen)
        picture = ground
    return picture.convert("RGB")


# -- what a file is, and its size in pixels, by its first bytes -------------------------------------------------------


def _kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return ""


def _png_size(data: bytes) -> tuple[int, int]:
    """PNG specification, 11.2.1: IHDR comes first."""
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _webp_size(data: bytes) -> tuple[int, int]:
    """RFC 9649: the canvas of VP8X, the picture of VP8L, or the key frame of VP8. Opening it would reserve it all."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """ITU T.81, B.2.2: height and width stand in the frame header, C0 to CF but for three that mean something else."""
    at = 2
    for _ in range(_SEGMENTS_MOST):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD9:  # no length follows
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            at += 2 + length
    raise IndexError("no frame header")


_SIZE = {"JPEG": _jpeg_size, "PNG": _png_size, "WEBP": _webp_size}
