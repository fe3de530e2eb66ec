"""The shift report in words and numbers ready to print, and as rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse_app.domain.papers import ReportFigure, ReportTable, ShiftPaper, Words
from warehouse_app.domain.sentences import Sentence, say, translate
from warehouse_app.reports.shift_report import Figure, ShiftReport
from warehouse_app.shifts import Span
from warehouse_app.site import SiteFacts

KEY = ("orders_shipped", "orders_packed", "units_picked", "on_time", "packs_per_hour", "picks_per_hour", "mis_scans",
       "returns_graded")  # fmt: skip
UNITS: dict[str, Words] = {"h": "h", "min": "min", "%": "%", "‰": "‰", "": "", "money": ""}
HEADINGS: dict[str, Sentence] = {
    "name": say("Name"), "hours": say("Hours"), "scans": say("Scans"), "mis_scans": say("Mis-scans"),
    "picked": say("Units picked"), "packed": say("Units packed"), "parcels": say("Parcels"), "hour": say("Hour"),
    "shipped": say("Units shipped"), "client": say("Client"), "channel": say("Channel"),
    "orders_packed": say("Orders packed"), "units_packed": say("Units packed"),
    "orders_shipped": say("Orders shipped"), "units_shipped": say("Units shipped"), "sku": say("SKU"),
    "kind": say("Kind"), "units": say("Units"), "unit_cost": say("Unit cost"), "cost": say("Cost"),
    "currency": say("Currency"), "code": say("Reason"), "count": say("Count"), "grade": say("Grade"),
}  # fmt: skip
TITLES: dict[str, Sentence] = {
    "by_hour": say("By hour"), "people": say("People"), "stations": say("Stations"), "clients": say("Clients"),
    "mis_scans": say("Mis-scans"), "grades": say("Grades"), "materials": say("Materials and gifts"),
}  # fmt: skip


MIS_SCANS: dict[str, Sentence] = {
    "unknown_code": say("Unknown code"), "wrong_kind": say("Another kind of code was asked for"),
    "wrong_item": say("Wrong item"), "wrong_bin": say("Wrong bin"), "wrong_tote": say("Wrong tote"),
    "wrong_box": say("Wrong box"), "wrong_insert": say("Wrong gift"), "wrong_parcel": say("Wrong parcel"),
    "wrong_lot": say("Wrong lot"), "over_quantity": say("Too many"), "bad_quantity": say("No sensible quantity"),
    "already_done": say("Done already"), "nothing_to_do": say("Nothing to do"), "no_stock": say("No stock"),
    "blocked": say("Stopped: cancelled, held or recalled"), "claimed": say("A colleague works on it"),
    "weight_off": say("The weight does not agree"), "not_allowed": say("Not allowed"),
    "bad_value": say("No sensible value"), "no_numbers": say("No tracking numbers left"), "not_saved": say("Not saved"),
    "expired": say("Expired"), "duplicate_serial": say("Serial number twice"),
}  # fmt: skip


def written(value: float | int | None) -> str:
    """A number for people; – where there is none."""
    if value is None:
        return "–"
    return f"{value:,.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def span_text(span: Span, site: SiteFacts) -> str:
    """When a span was: its name and its times on the site's clock."""
    start, end = span.start.astimezone(site.zone), span.end.astimezone(site.zone)
    return f"{span.name} · {start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"


def tables(report: ShiftReport) -> dict[str, list[dict[str, Any]]]:
    """The report's tables by name, as rows of plain values."""
    return {
        "by_hour": report.by_hour, "people": report.people, "stations": report.stations, "clients": report.clients,
        "mis_scans": [{"code": code, "count": count} for code, count in report.mis_scans.items()],
        "grades": [{"grade": grade, "count": count} for grade, count in report.grades.items()],
        "materials": report.materials,
    }  # fmt: skip


def as_data(report: ShiftReport, site: SiteFacts) -> dict[str, Any]:
    """The report as JSON: every figure with unit, sample, the one before and the target; its tables."""
    span = report.span
    return {
        "shift": span.name, "date": span.day.isoformat(), "from": span.start.astimezone(site.zone).isoformat(),
        "to": span.end.astimezone(site.zone).isoformat(),
        "compared_with": {"shift": report.before.name, "date": report.before.day.isoformat()},
        "figures": {
            f.key: {"value": f.value, "unit": f.unit, "sample": f.sample, "before": f.before, "target": f.target,
                    "definition": f.definition.text}
            for f in report.figures
        },
        **tables(report),
    }  # fmt: skip


def as_rows(report: ShiftReport, language: str) -> list[list[Any]]:
    """The figures as a table."""
    heads = (say("Figure"), say("Value"), say("Unit"), say("Before"), say("Target"), say("Sample"), say("Definition"))
    rows: list[list[Any]] = [[translate(words, language) for words in heads]]
    rows += [
        [translate(f.name, language), f.value, "" if f.unit == "money" else f.unit, f.before, f.target, f.sample,
         translate(f.definition, language)]
        for f in report.figures
    ]  # fmt: skip
    return rows


def as_sheets(report: ShiftReport, language: str) -> dict[str, list[list[Any]]]:
    """Every table as a sheet: {title: rows with headings}."""
    sheets = {translate(say("Figures"), language): as_rows(report, language)}
    for name, rows in tables(report).items():
        if rows:
            heads = [translate(HEADINGS.get(key, say("{text}", text=key)), language) for key in rows[0]]
            sheets[translate(TITLES[name], language)] = [heads, *(list(row.values()) for row in rows)]
    return sheets


def as_paper(report: ShiftReport, site: SiteFacts, site_name: str) -> ShiftPaper:
    """The report as a paper."""
    return ShiftPaper(
        say("Shift report"), site_name, span_text(report.span, site), span_text(report.before, site),
        tuple(_figure(f) for f in report.figures), (say("Parcels packed"), say("Units picked")),
        tuple((str(row["hour"])[-5:-3], row["packed"], row["picked"]) for row in report.by_hour),
        tuple(_table(name, rows) for name, rows in tables(report).items() if name != "by_hour" and rows),
    )  # fmt: skip


def _figure(f: Figure) -> ReportFigure:
    trend = 0
    if f.value is not None and f.before is not None and f.value != f.before:
        trend = f.better if f.value > f.before else -f.better
    met = None
    if f.target is not None and f.value is not None:
        met = f.value <= f.target if f.better < 0 else f.value >= f.target
    target = written(f.target) if f.target is not None else ""
    unit = UNITS[f.unit] if f.value is not None else ""
    return ReportFigure(
        f.name, written(f.value), unit, written(f.before), target, trend, met, f.sample, f.definition, f.key in KEY
    )


def _table(name: str, rows: Sequence[dict[str, Any]]) -> ReportTable:
    keys = [key for key in rows[0] if key not in ("kind", "currency", "unit_cost")]
    first = 0.3 if len(keys) > 2 else 0.6
    widths = (first, *([(1 - first) / (len(keys) - 1)] * (len(keys) - 1)))
    texts = tuple(tuple(_cell(key, row[key]) for key in keys) for row in rows)
    return ReportTable(TITLES[name], tuple(HEADINGS[k] for k in keys), texts, widths)


def _cell(key: str, value: Any) -> Words:
    if isinstance(value, str):
        return MIS_SCANS.get(value, value) if key == "code" else value
    return written(value // 100 if key == "cost" else value)
