"""Rules of the stock ledger: moves, balances, promises."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

_KEY = "product_id, {place}, lot, expiry, serial, grade"
_BOOKED = _KEY.format(place="location_id")
_NAMES = """SELECT p.sku, l.code, s.lot, s.expiry, s.serial, s.grade, s.n FROM s
  JOIN product p ON p.id = s.product_id JOIN location l ON l.id = s.location_id"""

RULES = (
    Rule("balance_is_moves", say("What is booked in a place is what was moved there."), f"""
WITH m AS (
  SELECT {_KEY.format(place="to_id AS location_id")}, SUM(quantity) AS n FROM move
    GROUP BY {_KEY.format(place="to_id")}
  UNION ALL SELECT {_KEY.format(place="from_id")}, -SUM(quantity) FROM move GROUP BY {_KEY.format(place="from_id")}
  UNION ALL SELECT {_BOOKED}, -on_hand FROM balance),
s AS (SELECT {_BOOKED}, SUM(n) AS n FROM m GROUP BY {_BOOKED} HAVING SUM(n) <> 0)
{_NAMES} WHERE l.kind <> 'outside'"""),
    Rule("nothing_booked_outside", say("Nothing is booked in places outside the warehouse."), """
SELECT p.sku, l.code FROM balance b JOIN product p ON p.id = b.product_id
  JOIN location l ON l.id = b.location_id WHERE l.kind = 'outside'"""),
    Rule("nothing_negative", say("Nowhere is less than nothing, and no more is promised than there is."), """
SELECT p.sku, l.code, b.on_hand, b.allocated FROM balance b JOIN product p ON p.id = b.product_id
  JOIN location l ON l.id = b.location_id WHERE b.on_hand < 0 OR b.allocated < 0 OR b.allocated > b.on_hand"""),
    Rule("promised_is_allocations", say("What a bin has promised is the sum of its open allocations."), f"""
WITH m AS (
  SELECT {_BOOKED}, SUM(quantity - picked) AS n FROM allocation WHERE open GROUP BY {_BOOKED}
  UNION ALL SELECT {_BOOKED}, -allocated FROM balance WHERE allocated <> 0),
s AS (SELECT {_BOOKED}, SUM(n) AS n FROM m GROUP BY {_BOOKED} HAVING SUM(n) <> 0)
{_NAMES}"""),
    Rule("promised_from_bins", say("Only new goods in bins are promised to orders."), """
SELECT o.order_no, p.sku, l.code, a.grade FROM allocation a JOIN location l ON l.id = a.location_id
  JOIN product p ON p.id = a.product_id JOIN sales_order o ON o.id = a.order_id
  WHERE a.open AND (l.kind <> 'bin' OR a.grade <> '')"""),
    Rule("allocation_of_its_line", say("An allocation is of its line's product and order."), """
SELECT o.order_no, p.sku FROM allocation a JOIN order_line l ON l.id = a.order_line_id
  JOIN sales_order o ON o.id = a.order_id JOIN product p ON p.id = a.product_id
  WHERE l.product_id <> a.product_id OR l.order_id <> a.order_id OR (a.open AND a.picked >= a.quantity)"""),
    Rule("move_has_cause", say("Every move has one cause: a scan or a named action."), """
SELECT p.sku, m.quantity, m.kind FROM move m JOIN product p ON p.id = m.product_id
  LEFT JOIN journal j ON j.id = m.journal_id LEFT JOIN action a ON a.id = m.action_id
  WHERE (CASE WHEN m.journal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN m.action_id IS NULL THEN 0 ELSE 1 END) <> 1
     OR (m.journal_id IS NOT NULL AND j.id IS NULL) OR (m.action_id IS NOT NULL AND a.id IS NULL)"""),
    Rule("move_goes_somewhere", say("Every move is of at least one unit, from one place to another."), """
SELECT p.sku, m.quantity, m.kind FROM move m JOIN product p ON p.id = m.product_id
  WHERE m.quantity <= 0 OR m.from_id = m.to_id"""),
    Rule("reversal_is_exact", say("What takes a move back moves the same units the other way."), """
SELECT p.sku, r.quantity, m.quantity FROM move r JOIN product p ON p.id = r.product_id
  LEFT JOIN move m ON m.id = r.reverses
  WHERE r.reverses IS NOT NULL AND (m.id IS NULL OR r.product_id <> m.product_id OR r.quantity <> m.quantity
    OR r.from_id <> m.to_id OR r.to_id <> m.from_id OR r.lot <> m.lot OR r.expiry <> m.expiry
    OR r.serial <> m.serial OR r.grade <> m.grade)"""),
    Rule("serial_in_one_place", say("A serial number is in one place only."), """
SELECT p.sku, b.serial, SUM(b.on_hand) FROM balance b JOIN product p ON p.id = b.product_id
  WHERE b.serial <> '' AND b.on_hand > 0 GROUP BY p.id, p.sku, b.serial HAVING SUM(b.on_hand) > 1"""),
    Rule("picked_is_in_totes", say("What was picked and not packed lies in the totes."), """
WITH m AS (
  SELECT product_id, SUM(picked - packed) AS n FROM order_line WHERE picked <> packed GROUP BY product_id
  UNION ALL SELECT b.product_id, -SUM(b.on_hand) FROM balance b JOIN location l ON l.id = b.location_id
    WHERE l.kind = 'tote' AND l.use NOT IN ('', 'received', 'kit') GROUP BY b.product_id)
SELECT p.sku, SUM(m.n) FROM m JOIN product p ON p.id = m.product_id GROUP BY p.id, p.sku HAVING SUM(m.n) <> 0"""),
    Rule("free_tote_is_empty", say("A free tote holds nothing and belongs to nobody."), """
SELECT l.code FROM location l WHERE l.kind = 'tote' AND l.use = '' AND (l.order_id IS NOT NULL
  OR l.batch_id IS NOT NULL OR EXISTS (SELECT 1 FROM balance b WHERE b.location_id = l.id AND b.on_hand > 0))"""),
    Rule("cart_of_open_batch", say("A cart that is taken belongs to an open batch."), """
SELECT l.code FROM location l LEFT JOIN batch b ON b.id = l.batch_id
  WHERE l.kind = 'cart' AND l.batch_id IS NOT NULL AND (b.id IS NULL OR b.status <> 'open')"""),
)  # fmt: skip
