"""Rules of receipts: what came is what was moved in, damage is in quarantine's moves, closed is closed."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

# Moves of a kind that no undo has taken back.
_STANDING = "m.kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM move u WHERE u.reverses = m.id)"


def _sums(column: str, kind: str) -> str:
    """Receipts and products whose lines say another sum than the moves of a kind that name the receipt."""
    return f"""
WITH s AS (
  SELECT asn_id, product_id, SUM({column}) AS n FROM asn_line GROUP BY asn_id, product_id
  UNION ALL SELECT a.id, m.product_id, -SUM(m.quantity) FROM move m JOIN asn a ON a.id = m.ref_id
    WHERE {_STANDING.format(kind=kind)} GROUP BY a.id, m.product_id)
SELECT a.no, p.sku, SUM(s.n) FROM s JOIN asn a ON a.id = s.asn_id JOIN product p ON p.id = s.product_id
  GROUP BY a.id, a.no, p.id, p.sku HAVING SUM(s.n) <> 0"""


RULES = (
    Rule("received_is_moves", say("What a receipt got is what was moved in for it."), _sums("received", "receive")),
    Rule("damaged_is_moves", say("What a receipt counts as damaged went to quarantine."), _sums("damaged", "damaged")),
    Rule("received_for_a_receipt", say("Goods are received from the supplier, for a receipt."), f"""
SELECT p.sku, m.quantity FROM move m JOIN product p ON p.id = m.product_id JOIN location l ON l.id = m.from_id
  LEFT JOIN asn a ON a.id = m.ref_id
  WHERE {_STANDING.format(kind="receive")} AND (a.id IS NULL OR l.code <> 'SUPPLIER')"""),
    Rule("receipt_of_its_client", say("A receipt holds goods of its own client."), """
SELECT a.no, p.sku FROM asn_line n JOIN asn a ON a.id = n.asn_id JOIN product p ON p.id = n.product_id
  WHERE p.client_id <> a.client_id"""),
    Rule("receipt_closed_once", say("A receipt is open, or closed at a time that is known."), """
SELECT no, status FROM asn WHERE status NOT IN ('open', 'closed')
  OR (status = 'closed' AND closed_at IS NULL) OR (status = 'open' AND closed_at IS NOT NULL)"""),
    Rule("receipt_can_be_scanned", say("Every receipt can be scanned by its number."), """
SELECT a.no FROM asn a WHERE NOT EXISTS
  (SELECT 1 FROM code c WHERE c.kind = 'asn' AND c.ref_id = a.id AND c.text = a.no)"""),
    Rule("serial_received_once", say("A receipt gets a serial number once."), f"""
SELECT a.no, p.sku, m.serial FROM move m JOIN asn a ON a.id = m.ref_id JOIN product p ON p.id = m.product_id
  WHERE m.serial <> '' AND {_STANDING.format(kind="receive")}
  GROUP BY a.id, a.no, p.id, p.sku, m.serial HAVING SUM(m.quantity) > 1"""),
    Rule("problem_tote_has_problem", say("What was set aside for a supervisor lies in a tote for problems."), """
SELECT l.code FROM location l WHERE l.kind = 'tote' AND l.use = 'problem'
  AND NOT EXISTS (SELECT 1 FROM problem b WHERE b.tote_id = l.id AND b.status = 'open')
UNION ALL SELECT l.code FROM problem b JOIN location l ON l.id = b.tote_id
  WHERE b.status = 'open' AND l.use <> 'problem'"""),
)  # fmt: skip
