"""Rules of orders: their lines' counters and their status follow from allocations and parcels."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

_LINE = """SELECT c.code, o.channel, o.order_no, p.sku, {values} FROM order_line l
  JOIN sales_order o ON o.id = l.order_id JOIN client c ON c.id = o.client_id JOIN product p ON p.id = l.product_id"""
_ORDER = "SELECT c.code, o.channel, o.order_no, o.status FROM sales_order o JOIN client c ON c.id = o.client_id"
_WANTS_MORE = """EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.kind = 'goods'
  AND l.shipped < l.ordered - l.cancelled)"""
_PROMISED = "EXISTS (SELECT 1 FROM allocation a WHERE a.order_id = o.id AND a.open)"

RULES = (
    Rule("line_quantities", say("No line is shipped, packed or picked beyond what was ordered."), f"""
{_LINE.format(values="l.ordered, l.cancelled, l.picked, l.packed, l.shipped")}
  WHERE l.shipped > l.ordered - l.cancelled OR l.packed > l.ordered OR l.shipped > l.packed OR l.packed > l.picked
    OR l.cancelled > l.ordered OR l.cancelled < 0 OR l.shipped < 0 OR l.packed < 0 OR l.picked < 0
    OR l.allocated < l.picked"""),
    Rule("line_promised", say("What a line is promised is the sum of its open allocations."), f"""
{_LINE.format(values="l.allocated, l.picked, COALESCE(s.n, 0)")}
  LEFT JOIN (SELECT order_line_id, SUM(quantity - picked) AS n FROM allocation WHERE open GROUP BY order_line_id) s
    ON s.order_line_id = l.id
  WHERE l.allocated - l.picked <> COALESCE(s.n, 0)"""),
    Rule("line_packed", say("What a line has packed and shipped lies in its parcels."), f"""
{_LINE.format(values="l.packed, COALESCE(s.packed, 0), l.shipped, COALESCE(s.shipped, 0)")}
  LEFT JOIN (SELECT v.order_line_id, SUM(v.verified) AS packed,
      SUM(CASE WHEN w.status = 'shipped' THEN v.verified ELSE 0 END) AS shipped
    FROM parcel_line v JOIN parcel w ON w.id = v.parcel_id WHERE w.status <> 'void' GROUP BY v.order_line_id) s
    ON s.order_line_id = l.id
  WHERE l.packed <> COALESCE(s.packed, 0) OR l.shipped <> COALESCE(s.shipped, 0)"""),
    Rule("order_totals", say("An order's units and lines are those of its lines of goods."), """
SELECT c.code, o.channel, o.order_no, o.units, o.lines FROM sales_order o JOIN client c ON c.id = o.client_id
  LEFT JOIN (SELECT order_id, SUM(ordered - cancelled) AS units,
      SUM(CASE WHEN ordered > cancelled THEN 1 ELSE 0 END) AS lines
    FROM order_line WHERE kind = 'goods' GROUP BY order_id) s ON s.order_id = o.id
  WHERE o.units <> COALESCE(s.units, 0) OR o.lines <> COALESCE(s.lines, 0)"""),
    Rule("cancelled_holds_nothing", say("Orders that are cancelled or complete are promised nothing."),
         f"{_ORDER} WHERE o.status IN ('cancelled', 'complete') AND {_PROMISED}"),
    Rule("new_has_nothing", say("New orders have nothing promised, picked or packed."), f"""
{_ORDER} WHERE o.status = 'new' AND EXISTS (
  SELECT 1 FROM order_line l WHERE l.order_id = o.id AND (l.allocated > 0 OR l.picked > 0 OR l.packed > 0))"""),
    Rule("allocated_has_work", say("Allocated orders have something to pick."),
         f"{_ORDER} WHERE o.status = 'allocated' AND NOT {_PROMISED}"),
    Rule("picked_has_no_work", say("Picked and packed orders have nothing left to pick."),
         f"{_ORDER} WHERE o.status IN ('picked', 'packed', 'shipped') AND {_PROMISED}"),
    Rule("shipped_is_complete", say("Shipped orders lack nothing, and have something shipped."), f"""
{_ORDER} WHERE o.status = 'shipped' AND ({_WANTS_MORE} OR NOT EXISTS (
  SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.shipped > 0))"""),
    Rule("part_shipped_lacks_some", say("Orders shipped in part have something shipped and lack something."), f"""
{_ORDER} WHERE o.status = 'part_shipped' AND NOT ({_WANTS_MORE} AND EXISTS (
  SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.shipped > 0))"""),
)  # fmt: skip
