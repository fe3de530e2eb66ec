"""Putting the program together: database, print queue, station, window. Everything is made here and passed on."""

from __future__ import annotations

import signal
import socket
import sys
from dataclasses import replace

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from printing.folder_printer import FolderPrinter
from printing.queue import PrintQueue
from ui.camera_port import CameraPort
from ui.look import load_fonts
from ui.main_window import MainWindow
from ui.scale_port import ScalePort
from ui.scanner_port import ScannerPort
from ui.services import Bench, Services
from warehouse_app.box_plans import Planner
from warehouse_app.database.engine import Database
from warehouse_app.database.opening import CannotOpen, open_database
from warehouse_app.domain.sentences import Sentence, translate
from warehouse_app.print_jobs import PrintJobs, print_folder
from warehouse_app.settings import LocalSettings, language, local_settings


def application() -> QApplication:
    """The one application of this process, with its fonts."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    made.setApplicationName("Warehouse")
    load_fonts()
    return made


def hush() -> None:
    """Keep what Qt's offscreen platform says of every window off standard error; all else is passed on."""

    def told(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if "propagateSizeHints" not in message:
            sys.stderr.write(f"{message}\n")

    qInstallMessageHandler(told)


def build(
    database: Database, local: LocalSettings, *, station: str = "", training: bool = False
) -> tuple[MainWindow, PrintQueue]:
    """The window and its print queue, started; the caller shows the one and stops the other."""
    name = station or local.station or socket.gethostname()[:40] or "STATION-1"
    # On a shared database each station prints its own papers; a local one prints all that waits.
    jobs = PrintJobs(database, language(local.language), "" if database.is_local else name)
    printers = PrintQueue(jobs, [FolderPrinter(print_folder(database))])
    printers.start()
    window = MainWindow(Services(database), Bench(database, name), local, training=training, wake_printer=printers.wake)
    return window, printers


def connect_scanner(window: MainWindow, port: str) -> ScannerPort:
    """A serial scanner that scans into the window, started; the caller stops it."""
    scanner = ScannerPort(port)
    scanner.scanned.connect(window.scan)
    scanner.there.connect(window.show_scanner)
    scanner.start()
    return scanner


def connect_scale(window: MainWindow, port: str) -> ScalePort:
    """A serial scale that weighs for the window, started; the caller stops it."""
    scale = ScalePort(window, port)
    scale.start()
    return scale


def connect_camera(window: MainWindow, folder: str) -> CameraPort:
    """The window's photos, and the folder watched for them if there is one, started; the caller stops it."""
    port = CameraPort(window.services.database, window.bench.name, window.job.photos, folder)
    window.bench.camera = port.camera
    port.start()
    return port


def _tell(sentence: Sentence, speaks: str) -> None:
    """Say why the program does not start where people look: on the screen, if there is one."""
    app = application()
    hush()
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
    app = application()
    hush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if speaks:
        local = replace(local, language=speaks)
    window, printers = build(database, local, training=training)
    scanner = connect_scanner(window, local.scanner_port) if local.scanner_port else None
    scale = connect_scale(window, local.scale_port) if local.scale_port else None
    camera = connect_camera(window, local.photo_folder)
    planner = Planner(database)
    planner.start()
    window.showMaximized()
    try:
        return app.exec()
    finally:
        if scanner is not None:
            scanner.stop()
        if scale is not None:
            scale.stop()
        camera.stop()
        planner.stop()
        printers.stop()
        database.close()
