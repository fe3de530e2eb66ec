"""Rules of counts and recalls: the books followed what was counted, and no recalled unit is promised."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

_KEY = "product_id, {at}.lot, {at}.expiry, {at}.serial, {at}.grade"

RULES = (
    Rule("count_adjusts", say("A count that is done moved exactly what it found different."), f"""
WITH r AS (SELECT task_id, MAX(round) AS n FROM count_line WHERE book IS NOT NULL GROUP BY task_id),
m AS (
  SELECT c.task_id, c.{_KEY.format(at="c")}, c.counted - c.book AS n FROM count_line c
    JOIN r ON r.task_id = c.task_id AND r.n = c.round JOIN count_task t ON t.id = c.task_id WHERE t.status = 'done'
  UNION ALL SELECT t.id, v.{_KEY.format(at="v")}, -v.quantity FROM move v
    JOIN count_task t ON t.id = v.ref_id AND t.location_id = v.to_id WHERE v.kind IN ('count', 'undo')
  UNION ALL SELECT t.id, v.{_KEY.format(at="v")}, v.quantity FROM move v
    JOIN count_task t ON t.id = v.ref_id AND t.location_id = v.from_id WHERE v.kind IN ('count', 'undo')),
s AS (SELECT task_id, product_id, lot, serial, SUM(n) AS n FROM m
  GROUP BY task_id, product_id, lot, expiry, serial, grade HAVING SUM(n) <> 0)
SELECT l.code, p.sku, s.lot, s.serial, s.n FROM s JOIN count_task t ON t.id = s.task_id
  JOIN location l ON l.id = t.location_id JOIN product p ON p.id = s.product_id"""),
    Rule("count_has_its_people", say("A second count has a first one, and a decision has two."), """
SELECT l.code, t.stage FROM count_task t JOIN location l ON l.id = t.location_id
  WHERE t.status = 'open' AND ((t.stage = 'second' AND t.first_user_id IS NULL)
    OR (t.stage = 'approve' AND (t.second_user_id IS NULL OR t.holder_id IS NOT NULL))
    OR (t.stage <> '' AND NOT t.doubt) OR t.stage NOT IN ('', 'second', 'approve'))"""),
    Rule("count_has_ended", say("A count that has ended is in nobody's hands."), """
SELECT l.code, t.status FROM count_task t JOIN location l ON l.id = t.location_id
  WHERE (t.status <> 'open' AND t.holder_id IS NOT NULL) OR (t.status = 'done' AND t.closed_at IS NULL)
    OR (t.status = 'open' AND t.closed_at IS NOT NULL)"""),
    Rule("recalled_not_promised", say("No unit of a recalled lot is promised to an order."), """
SELECT o.order_no, p.sku, a.lot FROM allocation a JOIN sales_order o ON o.id = a.order_id
  JOIN product p ON p.id = a.product_id
  WHERE a.open AND EXISTS (SELECT 1 FROM recall r
    WHERE r.product_id = a.product_id AND r.lot = a.lot AND r.status = 'active')"""),
    Rule("recalled_may_not_ship", say("A closed parcel with goods of a recalled lot may not ship."), """
SELECT w.sscc, p.sku, b.lot FROM parcel w JOIN balance b ON b.location_id = w.id JOIN product p ON p.id = b.product_id
  WHERE w.status = 'packed' AND w.blocked = '' AND b.on_hand > 0 AND EXISTS (SELECT 1 FROM recall r
    WHERE r.product_id = b.product_id AND r.lot = b.lot AND r.status = 'active')"""),
)  # fmt: skip
