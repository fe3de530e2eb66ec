"""Makes the four tones of the window: `python resources/sounds/make.py`. Distinct in pitch, number and length."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
# Name → (hertz, seconds) one after the other; 0 hertz is silence.
TONES = {
    "right": [(1320, 0.09)],
    "done": [(880, 0.08), (1320, 0.08), (1760, 0.12)],
    "attention": [(990, 0.12), (0, 0.06), (990, 0.12)],
    "wrong": [(220, 0.18), (0, 0.05), (185, 0.3)],
}


def samples(hertz: float, seconds: float) -> list[int]:
    """One tone with soft ends, 16 bit."""
    count = int(RATE * seconds)
    ramp = max(1, int(RATE * 0.008))
    return [
        int(14_000 * math.sin(2 * math.pi * hertz * n / RATE) * min(1.0, n / ramp, (count - n) / ramp))
        for n in range(count)
    ]


for name, parts in TONES.items():
    data = [s for hertz, seconds in parts for s in samples(hertz, seconds)]
    with wave.open(str(Path(__file__).with_name(f"{name}.wav")), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(data)}h", *data))
