"""Rules of parcels: what lies in them, their numbers, how they left."""

from __future__ import annotations

from warehouse_app.checks.rule import Rule
from warehouse_app.domain.sentences import say

# Units that should lie in each parcel, by product: verified goods and inserts, and the box.
_CONTENT = """SELECT v.parcel_id, v.product_id, SUM(v.verified) AS n FROM parcel_line v JOIN parcel w
    ON w.id = v.parcel_id WHERE w.status {which} AND v.verified > 0 GROUP BY v.parcel_id, v.product_id
  UNION ALL SELECT w.id, w.box_id, 1 FROM parcel w WHERE w.status {which} AND w.box_id IS NOT NULL"""
_DIFFERENCE = """SELECT o.order_no, w.sscc, p.sku, SUM(m.n) FROM m JOIN parcel w ON w.id = m.parcel_id
  JOIN sales_order o ON o.id = w.order_id JOIN product p ON p.id = m.product_id
  GROUP BY o.order_no, w.id, w.sscc, p.id, p.sku HAVING SUM(m.n) <> 0"""
_PARCEL = "SELECT o.order_no, w.sscc, w.tracking_no, w.status FROM parcel w JOIN sales_order o ON o.id = w.order_id"

RULES = (
    Rule("shipped_content", say("What left in a parcel is what was verified into it."), f"""
WITH m AS ({_CONTENT.format(which="= 'shipped'")}
  UNION ALL SELECT v.from_id, v.product_id, -SUM(v.quantity) FROM move v JOIN location c ON c.id = v.to_id
    JOIN parcel w ON w.id = v.from_id WHERE c.code = 'CUSTOMER' GROUP BY v.from_id, v.product_id)
{_DIFFERENCE}"""),
    Rule("parcel_content", say("What is booked in a parcel is what was verified into it."), f"""
WITH m AS ({_CONTENT.format(which="IN ('open', 'labelled', 'packed')")}
  UNION ALL SELECT b.location_id, b.product_id, -b.on_hand FROM balance b JOIN parcel w ON w.id = b.location_id)
{_DIFFERENCE}"""),
    Rule("parcel_totals", say("A parcel's totals are those of its lines."), f"""
{_PARCEL} LEFT JOIN (SELECT parcel_id, SUM(quantity) AS units, SUM(verified) AS verified FROM parcel_line
    WHERE kind = 'goods' GROUP BY parcel_id) s ON s.parcel_id = w.id
  WHERE w.status <> 'void' AND (w.units <> COALESCE(s.units, 0) OR w.verified <> COALESCE(s.verified, 0))"""),
    Rule("packed_is_verified", say("In a closed parcel every unit was verified."), f"""
{_PARCEL} WHERE w.status IN ('labelled', 'packed', 'shipped') AND EXISTS (
  SELECT 1 FROM parcel_line v WHERE v.parcel_id = w.id AND v.verified < v.quantity)"""),
    Rule("number_of_its_parcel", say("Every tracking number was issued once, to its parcel."), f"""
{_PARCEL} LEFT JOIN tracking_number t ON t.number = w.tracking_no
  WHERE w.tracking_no IS NOT NULL AND (t.number IS NULL OR t.parcel_id <> w.id OR t.carrier_id <> w.carrier_id)"""),
    Rule("closed_has_number", say("Closed parcels have a tracking number."),
         f"{_PARCEL} WHERE w.status IN ('labelled', 'packed', 'shipped') AND w.tracking_no IS NULL"),
    Rule("one_number_one_parcel", say("No tracking number or SSCC is on two parcels."), """
SELECT tracking_no FROM parcel WHERE tracking_no IS NOT NULL GROUP BY tracking_no HAVING COUNT(*) > 1
UNION ALL SELECT sscc FROM parcel GROUP BY sscc HAVING COUNT(*) > 1
UNION ALL SELECT text FROM code WHERE kind IN ('tracking_no', 'parcel') GROUP BY text HAVING COUNT(*) > 1"""),
    Rule("shipped_on_manifest", say("What left is on a closed manifest of its carrier."), f"""
{_PARCEL} LEFT JOIN manifest f ON f.id = w.manifest_id
  WHERE w.status = 'shipped' AND (f.id IS NULL OR f.status <> 'closed' OR f.carrier_id <> w.carrier_id
    OR w.shipped_at IS NULL)"""),
    Rule("manifest_count", say("A manifest counts its parcels."), """
SELECT f.no, f.parcels, COALESCE(s.n, 0) FROM manifest f
  LEFT JOIN (SELECT manifest_id, COUNT(*) AS n FROM parcel GROUP BY manifest_id) s ON s.manifest_id = f.id
  WHERE f.status <> 'void' AND f.parcels <> COALESCE(s.n, 0)"""),
    Rule("combined", say("A parcel counts its orders; they are of one client and one temperature."), f"""
{_PARCEL} WHERE w.status <> 'void' AND (w.joined <> (SELECT COUNT(DISTINCT l.order_id) FROM parcel_line v
    JOIN order_line l ON l.id = v.order_line_id WHERE v.parcel_id = w.id AND v.quantity > 0 AND l.order_id <> o.id)
  OR EXISTS (SELECT 1 FROM parcel_line v JOIN order_line l ON l.id = v.order_line_id
    JOIN sales_order m ON m.id = l.order_id WHERE v.parcel_id = w.id AND v.quantity > 0
    AND (m.client_id <> o.client_id OR m.temperature <> o.temperature)))"""),
    Rule("weight_agrees", say("A weighed parcel weighs what it should, or a supervisor said why not."), f"""
{_PARCEL} WHERE w.weight_g > 0 AND w.expected_g > 0 AND w.weighed <> 'allowed'
  AND ABS(w.weight_g - w.expected_g) > w.tolerance_g"""),
    Rule("void_is_empty", say("A void parcel holds nothing and has left nothing behind."), f"""
{_PARCEL} WHERE w.status = 'void' AND (w.tracking_no IS NOT NULL
  OR EXISTS (SELECT 1 FROM balance b WHERE b.location_id = w.id AND b.on_hand > 0))"""),
)  # fmt: skip
