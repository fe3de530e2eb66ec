"""A tiny station in memory that keeps the protocol: one order, one bin, one tote, one box. The robot's own practice."""

from __future__ import annotations

from tests.floor.console import Json


class ScriptedStation:
    """Pick (cart, bin, item, quantity, tote) and pack (tote, items, box, label) of one order, in that sequence.

    `taken` totes and carts answer `claimed`; `stubborn` refuses every scan, which a robot must not bear forever.
    """

    def __init__(self, *, units: int = 3, taken: tuple[str, ...] = (), stubborn: bool = False) -> None:
        self.units, self.taken, self.stubborn = units, taken, stubborn
        self.stage, self.verified, self.tote = 0, 0, ""
        self.first: dict[str, Json] = {}
        self.accepted: list[str] = []

    @property
    def opening(self) -> Json:
        return {"result": None, "screen": self.screen()}

    def screen(self) -> Json:
        """The step is a function of what was accepted."""
        sku = {"sku": "MUG-01", "name": "머그"}
        names = ("start", "scan_bin", "scan_item", "quantity", "scan_tote", "open", "verify", "box", "label", "start")
        kinds = ("cart", "location", "item", "quantity", "tote", "tote", "item", "box", "tracking_no", "cart")
        targets: tuple[Json, ...] = (
            {"order": "1001"}, {"location": "A-01"}, {"location": "A-01", **sku}, {"quantity": self.units, **sku}, sku,
            {"tote": self.tote}, {"order": "1001", "quantity": self.units - self.verified, **sku},
            {"order": "1001"}, {"order": "1001", "tracking_no": "555"}, {},
        )  # fmt: skip
        at = self.stage
        return {
            "workflow": "pick" if at < 5 else "pack", "step": names[at], "ask": "", "expects": [kinds[at], "command"],
            "done": self.verified, "total": self.units, "target": targets[at], "choices": [], "commands": ["CMD-UNDO"],
            "lines": [{**sku, "done": self.verified, "total": self.units}],
        }  # fmt: skip

    def right(self, scan: str) -> str:
        """The result code of a scan at this stage."""
        if scan in self.taken:
            return "claimed"
        wanted = ("CART-", "A-01", "880", str(self.units), "TOTE-", self.tote, "880", "B", "555")
        return (
            "ok" if self.stage < len(wanted) and scan.startswith(wanted[self.stage]) and not self.stubborn else "wrong"
        )

    def handle(self, message: Json) -> Json:
        """One input, exactly once by its id."""
        if message["id"] in self.first:
            return {"result": {**self.first[message["id"]], "replayed": True}, "screen": self.screen()}
        code = self.right(message["scan"])
        if code == "ok":
            self.accepted.append(message["scan"])
            if self.stage == 4:
                self.tote = message["scan"]
            if self.stage == 6:
                self.verified += 1
            if self.stage != 6 or self.verified == self.units:
                self.stage += 1
        result = {"ok": code == "ok", "code": code, "say": "", "scan": message["scan"], "kind": "", "replayed": False}
        self.first[message["id"]] = result
        return {"result": result, "screen": self.screen()}
