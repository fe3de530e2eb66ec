"""Putting the program together: database, print queue, station, window. Everything is made here and passed on."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from printing.drawing import Drawer, draw
from printing.printers.registry import printers_of
from printing.queue import PrintQueue
from ui.bench_devices import KINDS, BenchDevices
from ui.camera_port import CameraPort
from ui.look import load_fonts
from ui.main_window import MainWindow
from ui.services import Bench, Services
from warehouse_app.box_plans import Planner
from warehouse_app.database.engine import Database
from warehouse_app.database.opening import CannotOpen, open_database
from warehouse_app.domain.device import Entry
from warehouse_app.domain.sentences import Sentence, translate
from warehouse_app.print_jobs import PrintJobs, print_folder
from warehouse_app.settings import LocalSettings, language, local_settings
from warehouse_app.station_devices import devices


def application() -> QApplication:
    """The one application of this process, with its fonts."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    made.setApplicationName("Warehouse")
    load_fonts()
    return made


def hush() -> None:
    """Keep off standard error what helps nobody; all else is passed on. To be called before `application`.

    That is what Qt's offscreen platform says of every window, and that it takes a UTF-8 locale where none is set.
    """

    def told(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if "propagateSizeHints" not in message and "Detected locale" not in message:
            sys.stderr.write(f"{message}\n")

    qInstallMessageHandler(told)


class _Told(QObject):
    """Brings what the print queue's thread says to the window's."""

    printed = Signal()


def build(
    database: Database,
    local: LocalSettings,
    *,
    station: str = "",
    training: bool = False,
    devices: Sequence[Entry] = (),
    drawer: Drawer | None = None,
) -> tuple[MainWindow, PrintQueue]:
    """The window and its print queue, started; the caller shows the one and stops the other.

    The window's devices are there and not yet started. With a `drawer` papers are drawn in its process.
    """
    sys.setswitchinterval(0.001)  # seconds; the window waits so long at most for the other threads, not five times
    name = station or local.station or socket.gethostname()[:40] or "STATION-1"
    # On a shared database each station prints its own papers; a local one prints all that waits.
    jobs = PrintJobs(database, language(local.language), "" if database.is_local else name, alone=True)
    folder = print_folder(database)
    told = _Told()
    printers = PrintQueue(
        jobs, printers_of(devices, folder, KINDS), changed=lambda job, why: told.printed.emit(),
        drawn=drawer.draw if drawer is not None else draw,
    )  # fmt: skip
    printers.start()
    window = MainWindow(Services(database), Bench(database, name), local, training=training, wake_printer=printers.wake)
    told.setParent(window)
    told.printed.connect(window.show_printing)
    window.devices = BenchDevices(
        window, devices, lambda: printers.use(printers_of(window.devices.entries, folder, KINDS))
    )
    window.desk.devices.connect_bench(window, window.devices)
    return window, printers


def connect_camera(window: MainWindow, folder: str) -> CameraPort:
    """The window's photos, and the folder watched for them if there is one, started; the caller stops it."""
    port = CameraPort(window.services.database, window.bench.name, window.job.photos, folder)
    window.bench.camera = port.camera
    port.start()
    return port


def _tell(sentence: Sentence, speaks: str) -> None:
    """Say why the program does not start where people look: on the screen, if there is one."""
    hush()
    app = application()
    if app.platformName() not in ("offscreen", "minimal"):
        QMessageBox.critical(None, "Warehouse", translate(sentence, language(speaks)))


def main(url: str = "", speaks: str = "", *, training: bool = False) -> int:
    """Open the window and run until it is closed. Raises opening.CannotOpen."""
    local = local_settings()
    try:
        database = open_database(url)
    except CannotOpen as failure:
        _tell(failure.sentence, speaks or local.language)
        raise
    hush()
    app = application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if speaks:
        local = replace(local, language=speaks)
    drawer = Drawer()
    window, printers = build(database, local, training=training, devices=devices(), drawer=drawer)
    window.devices.start()
    camera = connect_camera(window, local.photo_folder)
    planner = Planner(database)
    planner.start()
    window.showMaximized()
    try:
        return app.exec()
    finally:
        window.devices.stop()
        camera.stop()
        planner.stop()
        printers.stop()
        drawer.close()
        database.close()
