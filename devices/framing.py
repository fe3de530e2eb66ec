"""Cutting a serial port's bytes into scans. Pure: bytes in, texts out, however the bytes arrive in pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

ENDS = b"\r\n\x03"  # scanners end a code with CR, LF, both or ETX
_STX = b"\x02"
LONGEST = 1_000  # bytes of one code that are kept; what is longer is refused as too long, never cut into two codes


@dataclass
class Framing:
    """Collects bytes until a terminator."""

    _rest: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[str]:
        """The codes that these bytes complete, without terminators; empty ones are dropped.

        GS (FNC1) stays inside. Bytes that are no UTF-8 become lone surrogates: the code is then refused, not guessed.
        """
        codes = []
        for byte in data:
            if byte not in ENDS:
                if len(self._rest) < LONGEST:
                    self._rest.append(byte)
                continue
            text = bytes(self._rest).lstrip(_STX).decode("utf-8", "surrogateescape").strip(" ")
            self._rest.clear()
            if text:
                codes.append(text)
        return codes

    def forget(self) -> None:
        """Drop half a code: the cable was pulled."""
        self._rest.clear()
