"""Scan → painted: `python -m benchmarks.painted [--scans N]`.

Types scans into the real window of a demo warehouse as a keyboard scanner does, and measures from the scan's Enter to
the end of the first paint that shows its answer. Without a display it runs offscreen, where the processor paints.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Print p50, p95 and p99 in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=300)
    wanted = parser.parse_args().scans
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.app import application, build
    from ui.demo.hand import Hand
    from warehouse_app.database.opening import open_database
    from warehouse_app.demo_data import fill
    from warehouse_app.settings import LocalSettings

    with tempfile.TemporaryDirectory() as folder:
        application()
        database = open_database(f"sqlite:///{Path(folder) / 'painted.db'}")
        fill(database)
        window, printers = build(database, LocalSettings(language="ko", sounds=False), station="PACK-1")
        window.remember_settings = window.offers_practice = False
        window.resize(1280, 800)
        window.show()
        hand = Hand(window, Path(folder), 0.0)
        hand.log_in("USR-1001")
        hand.open("pick")
        painted: list[float] = []
        while len(painted) < wanted:
            code = hand.right_code()
            begin = time.perf_counter()
            hand.scan(code)  # returns when the answer was given to the window
            window.repaint()
            painted.append((time.perf_counter() - begin) * 1000)
            if hand.screen().step == "start" and "order" not in hand.screen().target:
                break
        window.close()
        printers.stop()
        database.close()
    cut = statistics.quantiles(painted, n=100)
    print(f"scan → painted, {len(painted)} scans: p50 {cut[49]:.1f}  p95 {cut[94]:.1f}  p99 {cut[98]:.1f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
