"""Rules of returns: nothing comes back twice, every unit has a grade and a place, every case its outcome."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

_UNIT = "SELECT c.no, u.code, {values} FROM return_unit u JOIN return_case c ON c.id = u.case_id"
_STANDING = "NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id)"

RULES = (
    Rule("returned_at_most_shipped", say("No more of an order line comes back than was shipped."), """
SELECT o.order_no, p.sku, l.returned, l.shipped FROM order_line l JOIN sales_order o ON o.id = l.order_id
  JOIN product p ON p.id = l.product_id WHERE l.returned > l.shipped OR l.returned < 0"""),
    Rule("returned_is_units", say("What an order line counts as returned are its units on and after the bench."), """
WITH s AS (
  SELECT id AS line, returned AS n FROM order_line WHERE returned <> 0
  UNION ALL SELECT order_line_id, -SUM(quantity) FROM return_unit WHERE order_line_id IS NOT NULL
    GROUP BY order_line_id)
SELECT o.order_no, p.sku, SUM(s.n) FROM s JOIN order_line l ON l.id = s.line JOIN sales_order o ON o.id = l.order_id
  JOIN product p ON p.id = l.product_id GROUP BY l.id, o.order_no, p.sku HAVING SUM(s.n) <> 0"""),
    Rule("return_line_is_units", say("What a return counts as received are its units."), """
SELECT c.no, p.sku, l.received, COALESCE(s.n, 0) FROM return_line l JOIN return_case c ON c.id = l.case_id
  JOIN product p ON p.id = l.product_id
  LEFT JOIN (SELECT line_id, SUM(quantity) AS n FROM return_unit GROUP BY line_id) s ON s.line_id = l.id
  WHERE l.received <> COALESCE(s.n, 0)"""),
    Rule("placed_is_moved", say("Every unit that was placed was moved in once, and no other."), f"""
WITH s AS (
  SELECT case_id, product_id, SUM(quantity) AS n FROM return_unit
    WHERE product_id IS NOT NULL AND placed_at IS NOT NULL GROUP BY case_id, product_id
  UNION ALL SELECT m.ref_id, m.product_id, -SUM(m.quantity) FROM move m
    WHERE m.kind IN ('return', 'found') AND {_STANDING} GROUP BY m.ref_id, m.product_id)
SELECT c.no, p.sku, SUM(s.n) FROM s JOIN product p ON p.id = s.product_id LEFT JOIN return_case c ON c.id = s.case_id
  GROUP BY s.case_id, c.no, p.id, p.sku HAVING SUM(s.n) <> 0"""),
    Rule("placed_is_graded", say("A unit that was placed has a grade, a disposition and a place."), f"""
{_UNIT.format(values="u.grade, u.disposition")}
  WHERE u.placed_at IS NOT NULL AND (u.grade = '' OR u.disposition = '' OR u.place_id IS NULL)"""),
    Rule("unit_status", say("A unit is on the bench, or placed at a time that is known."), f"""
{_UNIT.format(values="u.status")}
  WHERE (u.status = 'open') <> (u.placed_at IS NULL) OR u.quantity < 1
    OR u.status NOT IN ('open', 'placed', 'work', 'cleared')"""),
    Rule("one_unit_on_the_bench", say("A bench has one unit of a return open."), """
SELECT c.no, COUNT(*) FROM return_unit u JOIN return_case c ON c.id = u.case_id WHERE u.status = 'open'
  GROUP BY c.id, c.no HAVING COUNT(*) > 1"""),
    Rule("finished_has_nothing_open", say("A finished return has no unit on the bench, and an outcome."), """
SELECT c.no, c.status, c.outcome FROM return_case c WHERE c.status = 'done' AND (c.closed_at IS NULL OR c.outcome = ''
  OR EXISTS (SELECT 1 FROM return_unit u WHERE u.case_id = c.id AND u.status = 'open' AND u.placed_at IS NULL))"""),
    Rule("arrived_has_clock", say("A return that is here has a time by which it is inspected."), """
SELECT no, status FROM return_case WHERE status NOT IN ('announced', 'arrived', 'done')
  OR (status = 'arrived' AND (arrived_at IS NULL OR due_at IS NULL))
  OR (status = 'announced' AND arrived_at IS NOT NULL)"""),
    Rule("return_can_be_scanned", say("Every return can be scanned by its number."), """
SELECT c.no FROM return_case c WHERE NOT EXISTS
  (SELECT 1 FROM code k WHERE k.kind = 'rma' AND k.ref_id = c.id AND k.text = c.no)"""),
    Rule("handover_is_cases", say("A hand-over counts the parcels scanned in it."), """
SELECT h.no, h.scanned, COUNT(c.id) FROM handover h LEFT JOIN return_case c ON c.handover_id = h.id
  GROUP BY h.id, h.no, h.scanned HAVING h.scanned <> COUNT(c.id)"""),
    Rule("graded_is_not_new", say("Only goods restocked as new are new goods again."), f"""
SELECT p.sku, m.grade, m.quantity FROM move m JOIN product p ON p.id = m.product_id
  JOIN return_case c ON c.id = m.ref_id
  WHERE m.kind IN ('return', 'found') AND m.grade = '' AND {_STANDING} AND NOT EXISTS (
    SELECT 1 FROM return_unit u WHERE u.case_id = c.id AND u.product_id = m.product_id
      AND (u.disposition = 'restock_new' OR EXISTS (SELECT 1 FROM refurbish_work w WHERE w.unit_id = u.id)))"""),
    Rule("lot_is_units", say("A lot counts the units scanned into it, and all of a closed one have left."), """
SELECT v.no, v.units, COALESCE(s.n, 0) FROM clearance v
  LEFT JOIN (SELECT clearance_id, SUM(quantity) AS n,
      SUM(CASE WHEN status = 'cleared' THEN quantity ELSE 0 END) AS gone
    FROM return_unit WHERE clearance_id IS NOT NULL GROUP BY clearance_id) s ON s.clearance_id = v.id
  WHERE v.units <> COALESCE(s.n, 0) OR (v.status = 'closed' AND COALESCE(s.gone, 0) <> v.units)
    OR (v.status = 'open' AND COALESCE(s.gone, 0) <> 0)"""),
)  # fmt: skip
