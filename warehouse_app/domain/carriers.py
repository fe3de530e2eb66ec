"""What a parcel carrier is, as its profile says: numbers, services with limits and prices, cut-offs, paper, upload.

A profile is a small TOML file (resources/carriers holds those of Korean carriers; docs/carriers.md says every key).
Here it becomes plain values; what makes no sense raises BadProfile with one sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, TypeVar

from warehouse_app.domain.numbers import NumberRule, rule_of
from warehouse_app.domain.sentences import Sentence, say

T = TypeVar("T")
TEMPERATURES = ("ambient", "chilled", "frozen")
MAINLAND = "mainland"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def coldest(classes: Iterable[str]) -> str:
    """The coldest of some temperature classes; ambient where there are none."""
    found = set(classes)
    return next((one for one in reversed(TEMPERATURES) if one in found), TEMPERATURES[0])


class BadProfile(ValueError):
    """A profile that makes no sense."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@dataclass(frozen=True)
class Price:
    """What a parcel costs (in hundredths) up to a weight (g) and a size (sum of its three sides, mm); 0 is no limit."""

    up_to_g: int
    up_to_mm: int
    price: int


@dataclass(frozen=True)
class Service:
    """One way in which a carrier takes parcels. Limits of 0 and empty lists limit nothing.

    `zones` are where it delivers (mainland, jeju, island); `postcodes` beginnings of postcodes, where it delivers only
    in an area. `days` to delivery; `by_air` zones are flown to (None: as the zones' file says). `names` are what
    orders call it. `clients` and `channels` may use it. Of two that cost the same, the one of the smaller `priority`
    is taken.
    """

    code: str
    name: str = ""
    names: tuple[str, ...] = ()
    temperatures: tuple[str, ...] = TEMPERATURES
    zones: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    by_air: tuple[str, ...] | None = None
    clients: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    max_weight_g: int = 0
    max_sum_mm: int = 0
    max_side_mm: int = 0
    days: int = 1
    priority: int = 0
    on_wish: bool = False  # only for orders that ask for it: dawn delivery
    prices: tuple[Price, ...] = ()
    surcharges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CutOffRule:
    """Until when parcels are taken; '' fields hold for all. `at` None: nothing is taken then."""

    at: time | None
    temperature: str = ""
    service: str = ""
    days: frozenset[int] = frozenset()  # weekdays, Monday is 0; empty: every day


@dataclass(frozen=True)
class Closing:
    """Before a holiday: on so many days before its first, parcels are taken until `at`, or not at all (None)."""

    before: tuple[str, ...]
    days: int
    at: time | None
    temperature: str = ""


@dataclass(frozen=True)
class Upload:
    """The file a carrier takes: heading → our value, or a fixed text after "="; kind xlsx or csv."""

    kind: str = "csv"
    sheet: str = ""
    encoding: str = "utf-8-sig"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sorting:
    """What a sorting centre reads: a code for postcodes that begin so."""

    code: str
    postcodes: tuple[str, ...]
    alias: str = ""


@dataclass(frozen=True)
class Profile:
    """A carrier. `number` is its number rule's key, or its spec; '' is the house's own numbers.

    `paper` is the size of its own form. `link` names the class of an installed package that speaks for this carrier
    (warehouse_app/carrier_links.py).
    """

    code: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    number: str = ""
    low: int = 500  # numbers left when the alarm is raised
    cut_off: str = ""
    days: frozenset[int] = frozenset(range(5))
    holidays: bool = False  # whether it collects on public holidays
    closed: frozenset[date] = frozenset()
    cut_offs: tuple[CutOffRule, ...] = ()
    closings: tuple[Closing, ...] = ()
    services: tuple[Service, ...] = ()
    choose: bool = False  # whether orders that name no carrier may be given to it
    paper: str = ""
    upload: Upload = Upload()
    sorting: tuple[Sorting, ...] = ()
    link: str = ""

    @property
    def rule(self) -> NumberRule:
        """How its numbers are made and read."""
        return rule_of(self.number or self.code)

    def service(self, code: str) -> Service | None:
        """The service of this code, or that orders call so."""
        wanted = _plain(code)
        return next((s for s in self.services if wanted in map(_plain, (s.code, s.name, *s.names))), None)

    def sorted_to(self, postcode: str) -> Sorting | None:
        """Where a postcode is sorted to: the longest beginning counts."""
        found = [(len(p), s) for s in self.sorting for p in s.postcodes if postcode.startswith(p)]
        return max(found, key=lambda pair: pair[0])[1] if found else None


def read_toml(text: str) -> dict[str, Any]:
    """The profile as a file says it. Raises BadProfile."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(say("This is no TOML: {why}", why=str(error))) from None


def profile_in(data: Mapping[str, Any]) -> Profile:
    """The profile that a file's tables say. Raises BadProfile."""
    top = _Table(data, "")
    label, upload = top.table("label"), top.table("upload")
    made = Profile(
        code=top.take("code", _code), name=top.take("name", _text, ""), aliases=top.take("aliases", _texts, ()),
        number=top.take("number", _number_rule, ""), low=top.take("low", _whole, 500),
        cut_off=_hhmm(top.take("cut_off", _time_or_none, None)), days=top.take("days", _days, frozenset(range(5))),
        holidays=top.take("holidays", _flag, False), closed=top.take("closed", _dates, frozenset()),
        cut_offs=tuple(_cut_off(t) for t in top.tables("cut_offs")),
        closings=tuple(_closing(t) for t in top.tables("closings")),
        services=tuple(_service(t) for t in top.tables("services")), choose=top.take("choose", _flag, False),
        paper=label.take("paper", _text, ""),
        upload=Upload(
            upload.take("kind", _one_of("csv", "xlsx"), "csv"), upload.take("sheet", _text, ""),
            upload.take("encoding", _encoding, "utf-8-sig"), upload.take("columns", _words, {}),
        ),
        sorting=tuple(_sorting(t) for t in top.tables("sorting")), link=top.take("link", _text, ""),
    )  # fmt: skip
    for table in (label, upload, top):
        table.done()
    codes = [s.code for s in made.services]
    if len(set(codes)) < len(codes):
        raise BadProfile(say("A service stands there twice: {code}", code=max(codes, key=codes.count)))
    return made


def _service(t: _Table) -> Service:
    prices = t.take("prices", _prices, ())
    made = Service(
        t.take("code", _code), t.take("name", _text, ""), t.take("names", _texts, ()),
        t.take("temperatures", _texts_of(*TEMPERATURES), TEMPERATURES), t.take("zones", _texts, ()),
        t.take("postcodes", _texts, ()), t.take("by_air", _texts, None), t.take("clients", _texts, ()),
        t.take("channels", _texts, ()), t.take("max_weight_g", _whole, 0), t.take("max_sum_mm", _whole, 0),
        t.take("max_side_mm", _whole, 0), t.take("days", _whole, 1), t.take("priority", _whole, 0),
        t.take("on_wish", _flag, False), prices, t.take("surcharges", _amounts, {}),
    )  # fmt: skip
    t.done()
    return made


def _cut_off(t: _Table) -> CutOffRule:
    made = CutOffRule(
        t.take("at", _time_or_none), t.take("temperature", _one_of("", *TEMPERATURES), ""),
        t.take("service", _text, ""), t.take("days", _days, frozenset()),
    )  # fmt: skip
    t.done()
    return made


def _closing(t: _Table) -> Closing:
    made = Closing(
        t.take("before", _texts), t.take("days", _whole), t.take("at", _time_or_none),
        t.take("temperature", _one_of("", *TEMPERATURES), ""),
    )  # fmt: skip
    t.done()
    return made


def _sorting(t: _Table) -> Sorting:
    made = Sorting(t.take("code", _text), t.take("postcodes", _texts), t.take("alias", _text, ""))
    t.done()
    return made


# -- values of a file ------------------------------------------------------------------------------------------------

_MISSING: Any = object()


class _Table:
    """A table of the file. `take` reads a key; `done` refuses the keys that nobody took."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data, self._where, self._taken = data, where, set[str]()

    def take(self, key: str, read: Callable[[Any], T], default: Any = _MISSING) -> T:
        self._taken.add(key)
        if key not in self._data:
            if default is _MISSING:
                raise BadProfile(say("{key} is missing", key=self._named(key)))
            return default
        try:
            return read(self._data[key])
        except (ValueError, TypeError):
            raise BadProfile(
                say("{key} makes no sense: {value}", key=self._named(key), value=str(self._data[key])[:80])
            ) from None

    def table(self, key: str) -> _Table:
        """A table within."""
        return _Table(self.take(key, _mapping, {}), self._named(key))

    def tables(self, key: str) -> Iterator[_Table]:
        """The tables of a list."""
        for at, entry in enumerate(self.take(key, _list, []), 1):
            if not isinstance(entry, Mapping):
                raise BadProfile(say("{key} makes no sense: {value}", key=self._named(key), value=str(entry)[:80]))
            yield _Table(entry, f"{self._named(key)} {at}")

    def done(self) -> None:
        if unknown := sorted(set(self._data) - self._taken):
            raise BadProfile(say("There is no {key} in a carrier's profile.", key=self._named(unknown[0])))

    def _named(self, key: str) -> str:
        return f"{self._where}: {key}" if self._where else key


def _is(value: Any, kind: type[T]) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError
    return value


def _mapping(value: Any) -> dict[str, Any]:
    return _is(value, dict)


def _list(value: Any) -> list[Any]:
    return _is(value, list)


def _text(value: Any) -> str:
    text = _is(value, str).strip()
    if len(text) > 300:
        raise ValueError
    return text


def _code(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9_-]{0,39}", text):
        raise ValueError
    return text


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _texts_of(*known: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        found = _texts(value)
        if not found or not set(found) <= set(known):
            raise ValueError
        return found

    return read


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return _text(value)

    return read


def _whole(value: Any) -> int:
    if not 0 <= _is(value, int) <= 10**9:
        raise ValueError
    return int(value)


def _flag(value: Any) -> bool:
    return _is(value, bool)


def _time_or_none(value: Any) -> time | None:
    if isinstance(value, time):
        return value.replace(microsecond=0)
    text = _text(value)
    return time.fromisoformat(text) if text else None


def _hhmm(at: time | None) -> str:
    return at.strftime("%H:%M") if at is not None else ""


def _dates(value: Any) -> frozenset[date]:
    return frozenset(day if isinstance(day, date) else date.fromisoformat(_text(day)) for day in _list(value))


def _days(value: Any) -> frozenset[int]:
    """Weekdays: "mon-fri", "mon wed sat"."""
    found: set[int] = set()
    for part in _text(value).lower().split():
        first, _, last = part.partition("-")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found |= set(range(begin, end + 1))
    if not found:
        raise ValueError
    return frozenset(found)


def _prices(value: Any) -> tuple[Price, ...]:
    """[up to g, up to mm, price in whole money] → prices, the lowest first."""
    rows = [tuple(map(_whole, row)) for row in _list(value)]
    return tuple(sorted((Price(grams, size, price * 100) for grams, size, price in rows), key=lambda p: p.price))


def _amounts(value: Any) -> dict[str, int]:
    return {key: _whole(amount) * 100 for key, amount in _mapping(value).items()}


def _words(value: Any) -> dict[str, str]:
    return {key: _text(word) for key, word in _mapping(value).items()}


def _number_rule(value: Any) -> str:
    text = _text(value)
    rule_of(text)
    return text


def _encoding(value: Any) -> str:
    try:
        "".encode(text := _text(value))
    except LookupError:
        raise ValueError from None
    return text


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
