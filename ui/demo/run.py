"""The demo's shift: goods in, put away, picked with a wrong scan and a short, counted, packed, shipped; one returns."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_app.domain.sentences import say, translate

if TYPE_CHECKING:
    from ui.demo.hand import Hand

_EMPTY_FIRST = say("{folder} holds other things. Name an empty folder with --out.")
_DONE = say("The demo took {seconds} s: {pictures} pictures and {papers} papers are in {folder}")
_STUCK = say("The demo came to a stop at: {what}")
_BATCHES = 4
_SHORT_AT = 4  # the stop of the first batch where the bin is said to hold too little


def main(out: Path, speaks: str, *, watch: bool = False) -> int:
    """Run the demo into a folder; 0 if it came through and the books are right."""
    if out.exists() and any(out.iterdir()) and not (out / "demo.db").exists():
        sys.stderr.write(translate(say(_EMPTY_FIRST.text, folder=str(out)), speaks) + "\n")
        return 2
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    if not watch or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform != "linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        watch = False
    return _run(out, speaks, watch)


def _run(out: Path, speaks: str, watch: bool) -> int:
    from ui.app import application, build, hush
    from ui.demo.hand import Hand, Stuck
    from warehouse_app.check import check
    from warehouse_app.database.opening import open_database
    from warehouse_app.settings import LocalSettings

    began = time.monotonic()
    hush()
    application()
    database = open_database(f"sqlite:///{out / 'demo.db'}")
    window, printers = build(database, LocalSettings(language=speaks, sounds=watch), station="PACK-1")
    window.remember_settings = window.offers_practice = False
    window.resize(1280, 800)
    window.show()
    hand = Hand(window, out, 0.7 if watch else 0.0)
    try:
        _shift(hand, speaks)
        hand.wait("papers", lambda: not window.services.prints_waiting())
    except Stuck as stuck:
        hand.picture("stuck")
        sys.stderr.write(translate(say(_STUCK.text, what=str(stuck)), speaks) + "\n")
        return 1
    finally:
        window.close()
        printers.stop()
    problems = check(database)
    database.close()
    papers = len(list(out.glob("printed/*.pdf")))
    seconds = round(time.monotonic() - began, 1)
    _summary(out, hand.pictures, hand.scans, hand.wrong, papers, seconds, [p.rule for p in problems])
    done = say(_DONE.text, seconds=seconds, pictures=len(hand.pictures), papers=papers, folder=str(out))
    print(translate(done, speaks))
    for problem in problems:
        print(translate(problem.sentence, speaks))
    print(translate(say("The books are not right.") if problems else say("The books are right."), speaks))
    return 1 if problems else 0


def _shift(hand: Hand, speaks: str) -> None:
    window = hand.window
    hand.wait("first start", lambda: window.shown == "first")
    hand.picture("first-start")
    window.first_start.chosen.emit("demo")
    hand.wait("log-in", lambda: window.shown == "login")
    hand.picture("log-in")
    hand.log_in("USR-2001", "246810")
    hand.picture("home")
    _office(hand)
    hand.type("CMD-LOGOUT")
    hand.log_in("USR-1004")
    _job(hand, "receive")
    _job(hand, "putaway")
    hand.type("CMD-LOGOUT")
    hand.log_in("USR-1001")
    _pick(hand)
    _count(hand)
    packed = _pack(hand)
    _job(hand, "ship")
    hand.type("CMD-LOGOUT")
    hand.log_in("USR-1005")
    _return(hand, *packed)
    hand.type("CMD-LOGOUT")
    hand.log_in("USR-2001", "246810")
    window.open("returns")
    page = window.desk.returns.page
    hand.wait("the queue of returns", lambda: window.shown == "returns")
    hand.picture("page-returns")
    page.tabs.choose(1)
    page.field.setText(packed[0])
    page.look_for(packed[0])
    hand.wait("a return", lambda: page.told is not None)
    hand.picture("page-return")
    window.open("stock")
    hand.type("2100001000011")
    hand.wait("stock", lambda: window.desk.floor.stock.stock is not None)
    hand.picture("page-stock")
    window.open("map")
    hand.wait("map", lambda: window.desk.floor.map.view.map is not None)
    hand.picture("page-map")
    for name in ("prints", "orders"):
        window.open(name)
        hand.wait(name, lambda: bool(window.prints.jobs if window.shown == "prints" else window.orders.rows))
        hand.look()
        hand.picture(f"page-{name}")
    _looks(hand, speaks)


def _office(hand: Hand) -> None:
    """The supervisor looks at an import before taking it, at the settings, and at what is set up."""
    from warehouse_app.demo_data import FOLDER

    window = hand.window
    window.open("import")
    window.imports.choose_kind("changes")
    window.imports.choose(str(FOLDER / "changes.csv"))
    hand.wait("preview", lambda: window.imports.take.isEnabled())
    hand.look()
    hand.picture("page-import")
    window.open("settings")
    hand.look()
    hand.picture("page-settings")
    window.open("setup")
    page = window.desk.setup.page
    page.show_kind("products")
    hand.wait("products", lambda: page.table.rowCount() > 1)
    hand.look()
    hand.picture("page-set-up")
    window.show_page("home")


def _pick(hand: Hand) -> None:
    hand.open("pick")
    hand.picture("pick-start")
    hand.window.set_training(True)
    hand.window.ask_practice()
    hand.wait("practice", lambda: bool(hand.window.practice.codes))
    hand.picture("practice-scanner")
    hand.window.set_training(False)
    for batch in range(_BATCHES):
        if hand.screen().step != "start" or "order" not in hand.screen().target:
            break
        hand.scan(hand.right_code())
        stop = 0
        while hand.screen().step != "start":
            screen = hand.screen()
            if screen.step == "scan_bin":
                stop += 1
                if (batch, stop) == (0, 2):
                    hand.scan("4006381333931")
                    hand.picture("pick-wrong-scan")
                    hand.type_key("CMD-HELP")
                    hand.picture("pick-help")
                    hand.type_key("CMD-HELP")
                if (batch, stop) == (0, _SHORT_AT):
                    hand.scan("CMD-SHORT")
                    hand.picture("pick-short")
                    continue
            hand.picture(f"pick-{screen.step.replace('_', '-')}")
            hand.scan(hand.right_code())
    hand.window.show_page("home")


def _pack(hand: Hand) -> tuple[str, str]:
    """Pack everything; an order that was packed, and a product in it."""
    hand.open("pack")
    hand.picture("pack-start")
    asked, packed = False, ("", "")
    while hand.screen().step != "start" or "order" in hand.screen().target:
        screen = hand.screen()
        if screen.step == "verify_item" and screen.done == 1 and "pack-wrong-item" not in hand.pictures:
            hand.scan("4006381333931")
            hand.picture("pack-wrong-item")
        if screen.step == "verify_item" and not packed[0]:
            packed = (screen.target["order"], screen.target["sku"])
        if screen.step == "verify_item" and screen.total > 2 and not asked:
            asked = True
            hand.scan("CMD-NOCODE")
            hand.picture("pack-choices")
            hand.scan("CHOICE-1")
            continue
        hand.picture(f"pack-{screen.step.replace('_', '-')}")
        hand.scan(hand.right_code())
    hand.window.show_page("home")
    return packed


def _return(hand: Hand, order: str, sku: str) -> None:
    """One unit of a shipped order comes back, opened and scratched: it is graded and put where its grade sends it."""
    hand.open("arrive")
    hand.picture("arrive-start")
    hand.scan(order)
    hand.picture("arrive-known")
    hand.window.show_page("home")
    hand.open("inspect")
    hand.picture("inspect-start")
    hand.scan(order)
    hand.scan(sku)
    hand.picture("inspect-question")
    hand.scan("CHOICE-2")
    while hand.screen().step != "scan_item":
        step = hand.screen().step
        hand.picture(f"inspect-{step.replace('_', '-')}-after")
        hand.scan({"question": "CHOICE-1", "photo": "CMD-PHOTO"}.get(step) or hand.right_code())
    hand.scan("CMD-DONE")
    hand.picture("inspect-done")
    hand.window.show_page("home")


def _job(hand: Hand, name: str) -> None:
    """Do what the screen asks until nothing is left."""
    hand.open(name)
    hand.picture(f"{name}-start")
    while hand.screen().step != "start" or hand.screen().target:
        hand.picture(f"{name}-{hand.screen().step.replace('_', '-')}")
        hand.scan(hand.right_code())
    hand.picture(f"{name}-done")
    hand.window.show_page("home")


def _count(hand: Hand) -> None:
    """The bin that held too little is counted, without seeing what the books say."""
    hand.open("count")
    hand.scan(hand.right_code())
    hand.picture("count-item")
    hand.scan(hand.right_code())
    hand.scan("CMD-DONE")
    hand.picture("count-done")
    hand.window.show_page("home")


def _looks(hand: Hand, speaks: str) -> None:
    """The same program in the other language and the other themes."""
    from dataclasses import replace

    window = hand.window
    other = "en" if speaks == "ko" else "ko"
    for name, settings in (
        ("home-other-language", replace(window.local, language=other)),
        ("home-dark", replace(window.local, theme="dark")),
        ("home-high-contrast", replace(window.local, theme="contrast")),
    ):
        window.show_page("home")
        window.change_settings(settings)
        hand.look()
        hand.picture(name)


def _summary(
    out: Path, pictures: list[str], scans: int, wrong: int, papers: int, seconds: float, problems: list[str]
) -> None:
    lines = [
        "# One shift in the demo warehouse",
        "",
        f"- {scans} scans, {wrong} of them wrong on purpose or by chance; {seconds} s",
        f"- {papers} papers as PDF in `printed/`",
        f"- `warehouse check`: {'broken: ' + ', '.join(problems) if problems else 'the books are right'}",
        "",
        "| picture | shows |",
        "| --- | --- |",
        *(f"| `{at:02}-{name}.png` | {name.replace('-', ' ')} |" for at, name in enumerate(pictures, 1)),
    ]
    (out / "summary.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
