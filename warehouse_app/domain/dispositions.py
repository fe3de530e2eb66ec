"""What becomes of a graded unit, in words: on screens, labels and lists."""

from __future__ import annotations

from warehouse_app.domain.sentences import Sentence, say

DISPOSITIONS: dict[str, Sentence] = {
    "restock_new": say("Restock as new"),
    "restock_graded": say("Restock as graded"),
    "refurbish": say("Refurbish"),
    "liquidate": say("Liquidate"),
    "donate": say("Donate"),
    "vendor": say("Return to vendor"),
    "customer": say("Return to customer"),
    "dispose": say("Dispose of"),
    "hold": say("Hold for decision"),
}
RESTOCK = frozenset({"restock_new", "restock_graded"})
# What leaves in lots, and what the list of such a lot is called.
LOTS: dict[str, Sentence] = {
    "liquidate": say("Liquidation list"),
    "donate": say("Donation list"),
    "vendor": say("Goods back to the vendor"),
    "customer": say("Goods back to customers"),
    "dispose": say("Disposal list"),
}
