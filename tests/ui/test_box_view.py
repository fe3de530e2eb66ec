"""Goods drawn in their box: the nearer ones over the farther ones, and only where a box is asked for."""

from __future__ import annotations

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.widgets.box_view import BoxView, back_to_front
from ui.widgets.task_card import TaskCard
from warehouse_app.domain.screen import Arrangement, Laid, Screen
from warehouse_app.domain.sentences import say

FAR, NEAR, TOP = Laid(0, 0, 0, 0, 100, 100, 100), Laid(1, 100, 0, 0, 100, 100, 100), Laid(2, 0, 0, 100, 200, 100, 50)
ARRANGED = Arrangement((200, 200, 200), (TOP, NEAR, FAR))


def test_what_is_hidden_in_part_is_drawn_first() -> None:
    assert back_to_front((TOP, NEAR, FAR)) == [FAR, NEAR, TOP]
    row = tuple(Laid(0, 10 * n, 0, 0, 10, 10, 10) for n in range(6))
    assert back_to_front(row[::-1]) == list(row)


def test_every_product_has_its_colour(qtbot: QtBot) -> None:
    view = BoxView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    empty = _colours(view)
    view.show_arrangement(ARRANGED)
    assert len(_colours(view) - empty) > 6  # three sides each of two, one of the third, and the edges
    view.show_arrangement(None)
    assert _colours(view) == empty


def _colours(view: BoxView) -> set[str]:
    image = view.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(0, 400, 4) for y in range(0, 400, 4)}


def test_the_card_shows_it_where_the_box_is_asked_for(qtbot: QtBot) -> None:
    card = TaskCard(lambda name, then: None)
    qtbot.addWidget(card)
    card.resize(900, 600)
    card.show()
    ask = Screen("pack", "scan_box", say("Scan the box: {box}", box="L"), ("box", "command"), target={"box": "L"},
                 arrangement=ARRANGED)  # fmt: skip
    card.show_screen(ask)
    assert card.box.isVisible()
    assert card.box.height() > 200
    assert not card.box.geometry().intersects(card.hero.geometry())
    card.show_screen(Screen("pack", "label_back", say("The label prints"), ("tracking_no",), target={"box": "L"}))
    assert not card.box.isVisible()
