"""The return clock, at every boundary: evenings, holiday runs, year end, summer time, closing days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from warehouse_app.domain.calendar import WorkCalendar

SEOUL = WorkCalendar(ZoneInfo("Asia/Seoul"), "KR")
BERLIN = WorkCalendar(ZoneInfo("Europe/Berlin"), "DE")
NEW_YORK = WorkCalendar(ZoneInfo("America/New_York"), "US")
NIGHT = WorkCalendar(ZoneInfo("Asia/Seoul"), "KR", begins=time(22), ends=time(6))


def local(calendar: WorkCalendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "arrived", "due"),
    [
        (SEOUL, "2026-11-23T10:00", "2026-11-24T18:00"),  # a Monday
        (SEOUL, "2026-11-23T00:00", "2026-11-24T18:00"),
        (SEOUL, "2026-11-23T23:59:59", "2026-11-24T18:00"),  # after hours is still that day
        (SEOUL, "2026-11-24T00:00", "2026-11-25T18:00"),
        (SEOUL, "2026-11-27T19:30", "2026-11-30T18:00"),  # Friday evening
        (SEOUL, "2026-11-28T12:00", "2026-11-30T18:00"),  # Saturday
        (SEOUL, "2026-11-29T23:00", "2026-11-30T18:00"),  # Sunday night
        (SEOUL, "2027-02-05T17:00", "2027-02-10T18:00"),  # Seollal 6 to 8 Feb 2027, 9 Feb its substitute
        (SEOUL, "2027-02-07T09:00", "2027-02-10T18:00"),
        (SEOUL, "2026-09-23T18:30", "2026-09-28T18:00"),  # Chuseok 24 to 26 Sep 2026 and a weekend
        (SEOUL, "2027-09-13T10:00", "2027-09-17T18:00"),  # Chuseok 14 to 16 Sep 2027
        (SEOUL, "2025-10-02T10:00", "2025-10-10T18:00"),  # 3 Oct, Chuseok 5 to 7, its substitute 8, Hangul day 9
        (SEOUL, "2026-12-31T16:00", "2027-01-04T18:00"),  # New Year on a Friday
        (SEOUL, "2027-12-31T16:00", "2028-01-03T18:00"),
        (SEOUL, "2026-12-24T16:00", "2026-12-28T18:00"),  # Christmas on a Friday
        (BERLIN, "2026-03-27T15:00", "2026-03-30T18:00"),  # the night of 29 March has 23 hours
        (BERLIN, "2026-10-23T15:00", "2026-10-26T18:00"),  # that of 25 October 25
        (NEW_YORK, "2026-03-06T15:00", "2026-03-09T18:00"),
        (NEW_YORK, "2026-10-30T15:00", "2026-11-02T18:00"),
        (NEW_YORK, "2026-11-25T15:00", "2026-11-27T18:00"),  # Thanksgiving
        (NIGHT, "2026-11-23T23:00", "2026-11-25T06:00"),  # the shift of the 24th ends on the 25th
    ],
)
def test_due(calendar: WorkCalendar, arrived: str, due: str) -> None:
    assert calendar.due(local(calendar, arrived)) == local(calendar, due)


def test_an_hour_of_utc_more_or_less_in_summer() -> None:
    assert BERLIN.due(local(BERLIN, "2026-03-26T12:00")) == datetime(2026, 3, 27, 17, 0, tzinfo=UTC)
    assert BERLIN.due(local(BERLIN, "2026-03-27T12:00")) == datetime(2026, 3, 30, 16, 0, tzinfo=UTC)
    assert BERLIN.due(local(BERLIN, "2026-10-23T12:00")) == datetime(2026, 10, 26, 17, 0, tzinfo=UTC)


def test_the_day_is_that_of_the_site() -> None:
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 00:30 on the 24th in Seoul
    assert SEOUL.due(late) == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_several_business_days() -> None:
    assert SEOUL.due(local(SEOUL, "2026-11-26T10:00"), 3) == local(SEOUL, "2026-12-01T18:00")


def test_own_closing_days_move_the_time() -> None:
    closed = WorkCalendar(SEOUL.zone, "KR", frozenset({date(2026, 11, 24), date(2026, 11, 25)}))
    assert SEOUL.due(local(SEOUL, "2026-11-23T10:00")) == local(SEOUL, "2026-11-24T18:00")
    assert closed.due(local(SEOUL, "2026-11-23T10:00")) == local(SEOUL, "2026-11-26T18:00")


def test_a_calendar_without_business_days_is_refused() -> None:
    always = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1000))
    with pytest.raises(ValueError, match="no business day"):
        WorkCalendar(SEOUL.zone, "", always).due(local(SEOUL, "2026-01-01T10:00"))


@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        ("2026-11-23T23:59:59", "ok"),
        ("2026-11-24T00:00:00", "due_today"),
        ("2026-11-24T14:59:59", "due_today"),
        ("2026-11-24T15:00:00", "at_risk"),
        ("2026-11-24T18:00:00", "at_risk"),
        ("2026-11-24T18:00:01", "overdue"),
        ("2026-11-30T09:00:00", "overdue"),
    ],
)
def test_urgency_at_every_boundary(now: str, urgency: str) -> None:
    due = local(SEOUL, "2026-11-24T18:00")
    assert SEOUL.urgency(due, local(SEOUL, now), timedelta(hours=3)) == urgency


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:00", 2),
        ("2026-11-23T17:00", "2026-11-24T10:00", 2),
        ("2026-11-27T17:00", "2026-11-30T10:00", 2),
        ("2026-11-28T10:00", "2026-11-29T10:00", 0),
        ("2026-11-23T20:00", "2026-11-24T08:00", 0),
        ("2026-11-23T12:00", "2026-11-23T10:00", 0),
        ("2027-02-05T09:00", "2027-02-10T18:00", 18),
    ],
)
def test_business_time(start: str, end: str, hours: float) -> None:
    assert SEOUL.business_time(local(SEOUL, start), local(SEOUL, end)) == timedelta(hours=hours)


def test_business_time_of_a_night_shift() -> None:
    assert NIGHT.business_time(local(NIGHT, "2026-11-23T20:00"), local(NIGHT, "2026-11-24T23:00")) == timedelta(hours=9)
