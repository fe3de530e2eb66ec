"""Box choice judged by another solver: on no order may it need more boxes, or more volume, than that one."""

from __future__ import annotations

import pytest
from packvium import Container, Dimensions, Packer
from packvium import Item as Theirs
from packvium.config import PackingConfig

from tests.domain.orders_to_pack import FAMILY, made_up, volume
from warehouse_app.domain.boxes import Box, Item, choose


def theirs(items: list[Item], family: tuple[Box, ...]) -> tuple[int, int]:
    """Boxes and their volume, as packvium's balanced profile has it."""
    packer = Packer(PackingConfig.balanced())
    sides = [(i.length_mm, i.width_mm, i.height_mm) for i in items]
    packed = packer.pack(
        items=[
            Theirs.create(str(at), Dimensions.mm(*map(str, side)), f"{item.weight_g} g", quantity=item.quantity)
            for at, (side, item) in enumerate(zip(sides, items, strict=True))
        ],
        containers=[
            Container.create(box.code, Dimensions.mm(str(box.length_mm), str(box.width_mm), str(box.height_mm)))
            for box in family
        ],
    )
    by_code = {box.code: volume(box) for box in family}
    used = [by_code[filled.container.id.split("#")[0]] for filled in packed.containers]
    return len(used), sum(used)


@pytest.mark.slow
def test_no_order_needs_more_than_the_other_solver() -> None:
    family = tuple(Box(box.code, box.length_mm, box.width_mm, box.height_mm) for box in FAMILY)
    for items in made_up(100, limits=False):
        plan = choose(items, family)
        mine = (len(plan.boxes), sum(volume(filled.box) for filled in plan.boxes))
        assert mine <= theirs(items, family)
