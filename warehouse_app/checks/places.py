"""Rules of places and of the work between them: pick faces and replenishment."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

RULES = (
    Rule("face_is_sane", say("A pick face is a bin, with a minimum below its maximum."), """
SELECT l.code, p.sku, f.minimum, f.maximum FROM pick_face f JOIN location l ON l.id = f.location_id
  JOIN product p ON p.id = f.product_id
  WHERE l.kind <> 'bin' OR f.minimum < 0 OR f.maximum < 1 OR f.maximum < f.minimum"""),
    Rule("replenish_between_bins", say("What is to be replenished goes from one bin to another."), """
SELECT p.sku, s.code, d.code, t.quantity, t.demand FROM replenish_task t JOIN product p ON p.id = t.product_id
  JOIN location s ON s.id = t.from_id JOIN location d ON d.id = t.to_id
  WHERE t.status NOT IN ('open', 'done', 'void') OR t.quantity < 1 OR t.demand < 0 OR t.demand > t.quantity
    OR (t.status = 'open' AND (s.kind <> 'bin' OR d.kind <> 'bin' OR s.id = d.id))"""),
    Rule("replenish_once", say("Of one kind of goods there is one open task for a pick face."), """
SELECT p.sku, d.code, COUNT(*) FROM replenish_task t JOIN product p ON p.id = t.product_id
  JOIN location d ON d.id = t.to_id WHERE t.status = 'open'
  GROUP BY p.id, p.sku, d.id, d.code, t.lot, t.expiry, t.serial, t.grade HAVING COUNT(*) > 1"""),
    Rule("replenish_has_ended", say("A replenishment that has ended is in nobody's hands."), """
SELECT p.sku, t.status FROM replenish_task t JOIN product p ON p.id = t.product_id
  WHERE t.status <> 'open' AND t.station_id IS NOT NULL"""),
)  # fmt: skip
