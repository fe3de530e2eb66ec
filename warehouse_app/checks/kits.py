"""Rules of sets: what was built is what its parts became, and an order's set is sent as its parts."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

RULES = (
    Rule("kit_sets", say("A job on sets has booked as many sets as it counts."), """
SELECT p.sku, j.kind, j.sets, COALESCE(s.n, 0) FROM kit_job j JOIN product p ON p.id = j.kit_id
  LEFT JOIN (SELECT k.id, SUM(CASE WHEN f.code = 'ADJUSTMENT' THEN m.quantity
      WHEN t.code = 'ADJUSTMENT' THEN -m.quantity ELSE 0 END) AS n
    FROM kit_job k JOIN move m ON m.ref_id = k.id AND m.product_id = k.kit_id
    JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id GROUP BY k.id) s ON s.id = j.id
  WHERE j.status <> 'void' AND COALESCE(s.n, 0) <> CASE WHEN j.kind = 'apart' THEN -j.sets ELSE j.sets END"""),
    Rule("kit_has_ended", say("A job on sets that has ended is in nobody's hands and has no part left over."), """
SELECT p.sku, j.status, j.hand FROM kit_job j JOIN product p ON p.id = j.kit_id
  WHERE j.status <> 'open' AND (j.station_id IS NOT NULL OR j.hand <> '')"""),
    Rule("kit_parts_ordered", say("Parts of an order's sets are on its lines."), """
SELECT o.order_no, p.sku, s.n, l.ordered - l.cancelled FROM (
    SELECT u.part_line_id, SUM((k.ordered - k.cancelled) * u.quantity) AS n FROM kit_use u
    JOIN order_line k ON k.id = u.kit_line_id GROUP BY u.part_line_id) s
  JOIN order_line l ON l.id = s.part_line_id JOIN sales_order o ON o.id = l.order_id
  JOIN product p ON p.id = l.product_id WHERE l.ordered - l.cancelled < s.n AND o.status <> 'part_shipped'"""),
)  # fmt: skip
