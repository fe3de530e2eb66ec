"""Evidence photos: what is no photo is refused before it costs anything; photos are kept once and erased in time."""

from __future__ import annotations

import hashlib
import io
import threading
import time
import tracemalloc
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from tests.pictures import RED, chunk, encoded, moving, photo, png_of_size, with_position
from tests.workflows.shipped import announce, ship
from tests.workflows.small import Warehouse, house
from warehouse_app.database.models import Client, Order, Photo, ReturnCase, table
from warehouse_app.evidence.photos import take_photo, waiting_photos
from warehouse_app.evidence.picture import BYTES_MOST, LONG_SIDE, BadPicture, check_picture
from warehouse_app.evidence.store import Evidence, evidence_of
from warehouse_app.retention import forget

__all__ = ["house"]
JPEG = photo()


@pytest.fixture(autouse=True)
def _nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_CONFIG", str(tmp_path))


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(pixel, colour, strict=True))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


# -- pictures that are refused --------------------------------------------------------------------------------------

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x()</script></svg>'
BAD: dict[str, tuple[bytes, str]] = {
    "nothing.jpg": (b"", "{name} is empty."),
    "drawing.jpg": (SVG, "{name} is no photo."),
    "page.jpg": (b"<!doctype html><script>alert(1)</script>", "{name} is no photo."),
    "moving.gif": (encoded(Image.new("P", (9, 9)), "GIF"), "{name} is no photo."),
    "scan.tif": (encoded(Image.new("L", (9, 9)), "TIFF"), "{name} is no photo."),
    "program.png": (b"MZ" + b"\0" * 500, "{name} is no photo."),
    "page-first.jpg": (b"<html>" + JPEG, "{name} is no photo."),
    "heavy.jpg": (JPEG + b"\0" * BYTES_MOST, "{name} is larger than"),
    "huge.webp": (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0", "{name} is too large"),
    "wide.png": (png_of_size(2_000_000, 33), "{name} is too large"),
    "no-size.png": (png_of_size(0, 10), "{name} is damaged"),
    "half.jpg": (JPEG[: len(JPEG) // 2], "{name} is damaged"),
    "half.png": (photo(kind="PNG")[:-40], "{name} is damaged"),
    "half.webp": (photo(kind="WEBP")[:-20], "{name} is damaged"),
    "three-bytes.jpg": (b"\xff\xd8\xff", "{name} is damaged"),
    "filling.jpg": (b"\xff\xd8" + b"\xff" * 1_000_000, "{name} is damaged"),
    "signature.png": (b"\x89PNG\r\n\x1a\n", "{name} is damaged"),
    "riff.webp": (b"RIFF\0\0\0\0WEBPVP8 ", "{name} is damaged"),
    "text-bomb.png": (png_of_size(9, 9, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 99_000_000))),
                      "{name} is damaged"),
    "moving.png": (moving("PNG"), "{name} moves."),
    "moving.webp": (moving("WEBP"), "{name} moves."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused_in_one_sentence(name: str) -> None:
    data, says = BAD[name]
    with pytest.raises(BadPicture) as refused:
        check_picture(data, name)
    assert refused.value.sentence.text.startswith(says)
    assert refused.value.sentence.values["name"] == name


def test_a_picture_of_169_million_pixels_is_not_decoded() -> None:
    bomb = png_of_size(13_000, 13_000)
    assert len(bomb) < 50_000
    tracemalloc.start()
    try:
        began = time.perf_counter()
        with pytest.raises(BadPicture) as refused:
            check_picture(bomb, "bomb.png")
        took = time.perf_counter() - began
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (refused.value.sentence.values["width"], refused.value.sentence.values["height"]) == ("13,000", "13,000")
    assert most < 1_000_000
    assert took < 0.5


def test_a_second_header_does_not_hide_the_size() -> None:
    """A reader that believes the first header and a decoder that believes the last would disagree."""
    second = chunk(b"IHDR", (13_000).to_bytes(4, "big") * 2 + b"\1\0\0\0\0")
    with pytest.raises(BadPicture):
        check_picture(png_of_size(16, 16, second), "two.png")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\photos\\..\\x", "a\x1b[2J\n.jpg", "\udcff.jpg", "x" * 5000, ""]
)
def test_names_are_shown_and_nothing_else(name: str) -> None:
    with pytest.raises(BadPicture) as refused:
        check_picture(b"", name)
    shown = str(refused.value.sentence.values["name"])
    assert shown.isprintable() and not set("/\\") & set(shown) and 1 <= len(shown) <= 80


# -- pictures that are taken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        photo(), photo(kind="PNG"), photo(kind="WEBP"),
        encoded(Image.new("CMYK", (64, 48), (55, 225, 225, 0))),
        encoded(Image.new("RGB", (64, 48), RED).quantize(4), "PNG"),
        encoded(Image.new("RGBA", (64, 48), (*RED, 255)), "PNG"),
        encoded(Image.new("RGBA", (64, 48), (*RED, 255)), "WEBP", lossless=True),
        encoded(Image.new("RGB", (64, 48), RED), progressive=True),
        photo() + b"<html><script>alert(1)</script>PK\3\4",
    ],
    ids=["jpeg", "png", "webp", "cmyk", "palette", "alpha", "webp-alpha", "progressive", "polyglot"],
)  # fmt: skip
def test_photos_are_made_anew(data: bytes) -> None:
    made = check_picture(data, "photo")
    assert (made.media, made.width, made.height) == ("image/jpeg", 64, 48)
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert made == check_picture(data, "another name")
    seen = opened(made.data)
    assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (64, 48))
    assert near(seen.getpixel((30, 20)), RED)
    assert b"script" not in made.data


@pytest.mark.parametrize(
    ("picture", "grey"),
    [
        (Image.new("I;16", (8, 8), 100 * 257), 100),
        (Image.new("LA", (8, 8), (0, 0)), 255),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 0)), 255),
        (Image.new("1", (8, 8), 1), 255),
        (Image.new("L", (8, 8), 77), 77),
    ],
    ids=["16-bit", "transparent-grey", "transparent", "one-bit", "grey"],
)
def test_odd_pixels_look_as_they_should(picture: Image.Image, grey: int) -> None:
    made = check_picture(encoded(picture, "PNG"), "odd.png")
    assert near(opened(made.data).getpixel((4, 4)), (grey,) * 3)


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    before = with_position()
    assert opened(before).getexif().get_ifd(0x8825) and b"Gildong" in before
    made = check_picture(before, "phone.jpg")
    assert (made.width, made.height) == (48, 64)
    seen = opened(made.data)
    assert dict(seen.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(seen.info)
    assert b"Exif" not in made.data and b"Gildong" not in made.data and b"home" not in made.data


def test_a_photo_with_heavy_or_damaged_notes_is_still_a_photo() -> None:
    note = b"\xff\xe1\xff\xfd" + b"Exif\0\0" + b"\xee" * (0xFFFD - 8)
    made = check_picture(JPEG[:2] + note * 100 + JPEG[2:], "notes.jpg")
    assert (made.width, made.height) == (64, 48) and len(made.data) < 5_000


def test_large_photos_are_made_smaller() -> None:
    made = check_picture(photo(5_000, 2_500), "large.jpg")
    assert (made.width, made.height) == (LONG_SIDE, LONG_SIDE // 2)


# -- the store ------------------------------------------------------------------------------------------------------


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    evidence, picture = Evidence(tmp_path / "photos"), check_picture(JPEG, "a.jpg")
    sha = evidence.keep(picture)
    first = evidence.path(sha).stat()
    assert evidence.keep(check_picture(JPEG, "b.jpg")) == sha
    again = evidence.path(sha).stat()
    assert (first.st_ino, first.st_mtime_ns) == (again.st_ino, again.st_mtime_ns)
    assert files(evidence.folder) == [f"{sha[:2]}/{sha[2:4]}/{sha}.jpg"]
    assert evidence.read(sha) == picture.data


def test_the_same_picture_from_many_at_once(tmp_path: Path) -> None:
    evidence, picture, start = Evidence(tmp_path), check_picture(JPEG, "a.jpg"), threading.Barrier(8)

    def keep() -> None:
        start.wait()
        evidence.keep(picture)

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files(tmp_path) == [f"{picture.sha256[:2]}/{picture.sha256[2:4]}/{picture.sha256}.jpg"]
    assert evidence.read(picture.sha256) == picture.data


@pytest.mark.parametrize(
    "name", ["", "..", "../../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "a" * 65, "/" * 64]
)
def test_only_hashes_are_names_in_the_store(tmp_path: Path, name: str) -> None:
    evidence = Evidence(tmp_path)
    for call in (evidence.read, evidence.path, evidence.remove):
        with pytest.raises(ValueError, match="no hash"):
            call(name)


def test_a_changed_file_is_not_handed_out(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    sha = evidence.keep(check_picture(JPEG, "a.jpg"))
    evidence.path(sha).write_bytes(photo(colour=(0, 0, 0)))
    with pytest.raises(ValueError, match="was changed"):
        evidence.read(sha)


# -- rows -----------------------------------------------------------------------------------------------------------


def rows(house: Warehouse) -> list[Any]:
    return house.rows(select(table(Photo)).order_by(table(Photo).c.id))


def test_a_photo_waits_at_its_station(house: Warehouse) -> None:
    taken = take_photo(house.database, "BENCH-1", JPEG, "a.jpg")
    take_photo(house.database, "BENCH-2", photo(colour=(1, 2, 3)), "b.jpg")
    (row, _) = rows(house)
    assert (row.id, row.sha256, row.media, row.width, row.height) == (taken.id, taken.sha256, "image/jpeg", 64, 48)
    evidence = evidence_of(house.database)
    assert row.size == len(evidence.read(taken.sha256)) and row.case_id is None and row.user_id is None
    with house.database.read() as connection:
        assert waiting_photos(connection, "BENCH-1") == [taken]
        assert waiting_photos(connection, "BENCH-3") == []


def test_a_photo_knows_who_works_at_its_station(house: Warehouse) -> None:
    house.at("inspect", "BENCH-1", "USR-I")
    take_photo(house.database, "BENCH-1", JPEG, "a.jpg")
    assert rows(house)[0].user_id is not None


def test_a_bad_picture_leaves_nothing(house: Warehouse) -> None:
    with pytest.raises(BadPicture):
        take_photo(house.database, "BENCH-1", SVG, "a.jpg")
    assert rows(house) == [] and files(evidence_of(house.database).folder) == []


def test_the_inspector_s_photo_becomes_evidence(house: Warehouse) -> None:
    ship(house, "1001", {"MUG": 1})
    announce(house, "RMA-7", "1001", {"MUG": 1})
    house.at("arrive", "DOCK-1", "USR-I").scans("RMA-7")
    bench = house.at("inspect", "BENCH-1", "USR-I")
    bench.scans("RMA-7", "MUG", "CHOICE-2", "CHOICE-4")
    assert bench.screen.step == "photo"
    take_photo(house.database, "BENCH-1", JPEG, "scratch.jpg")
    bench.scans("CMD-PHOTO")
    assert bench.screen.step == "scan_destination"
    assert [(row.case_id is None, row.unit_id is None) for row in rows(house)] == [(False, False)]


def test_a_photo_that_no_job_wanted_is_erased_after_a_day(house: Warehouse) -> None:
    lost = take_photo(house.database, "BENCH-1", JPEG, "a.jpg")
    house.pass_time(hours=23)
    twin = take_photo(house.database, "BENCH-2", JPEG, "again.jpg")
    later = take_photo(house.database, "BENCH-1", photo(colour=(9, 9, 9)), "b.jpg")
    evidence = evidence_of(house.database)
    forget(house.database)
    assert [row.id for row in rows(house)] == [lost.id, twin.id, later.id]
    house.pass_time(hours=2)
    forget(house.database)
    assert [row.id for row in rows(house)] == [twin.id, later.id]
    assert evidence.read(lost.sha256)  # another row names the same picture
    house.pass_time(days=2)
    forget(house.database)
    assert rows(house) == [] and files(evidence.folder) == []


def attached(house: Warehouse, rma: str, data: bytes) -> str:
    """A photo that belongs to a case; its hash."""
    taken = take_photo(house.database, "BENCH-1", data, "x.jpg")
    house.set(Photo, taken.id, case_id=house.ids["rma", rma])
    return taken.sha256


def test_photos_go_with_the_personal_data_of_their_order(house: Warehouse) -> None:
    for no in ("1001", "1002"):
        house.order(no, {"MUG": 1})
        announce(house, f"RMA-{no}", no, {"MUG": 1})
    gone = attached(house, "RMA-1001", JPEG)
    shared = attached(house, "RMA-1001", photo(colour=(0, 0, 99)))
    assert attached(house, "RMA-1002", photo(colour=(0, 0, 99))) == shared
    with house.database.write() as connection:
        connection.execute(update(table(Order)).where(table(Order).c.order_no == "1001").values(status="cancelled"))
        connection.execute(update(table(Client)).values(retention_days=30))
    evidence, now = evidence_of(house.database), house.now()
    house.database.clock = lambda: now + timedelta(days=40)
    assert forget(house.database) == 1
    assert [row.sha256 for row in rows(house)] == ["", "", shared]
    assert not evidence.path(gone).exists() and evidence.read(shared)


def test_late_and_unknown_parcels_are_forgotten_too(house: Warehouse) -> None:
    case = house.add(ReturnCase, no="RMA-X", kind="unknown", status="announced", created_at=house.now())
    house.code("RMA-X", "rma", case)
    house.ids["rma", "RMA-X"] = case
    house.order("1001", {"MUG": 1})
    announce(house, "RMA-1", "1001", {"MUG": 1})
    with house.database.write() as connection:
        connection.execute(update(table(Order)).values(status="cancelled", person_id=None))
        connection.execute(update(table(Client)).values(retention_days=30))
    attached(house, "RMA-X", JPEG)
    attached(house, "RMA-1", photo(colour=(0, 9, 0)))
    house.pass_time(days=29)
    forget(house.database)
    assert all(row.sha256 for row in rows(house))
    house.pass_time(days=2)
    forget(house.database)
    assert [row.sha256 for row in rows(house)] == ["", ""]
    assert files(evidence_of(house.database).folder) == []


def test_a_picture_that_cannot_be_erased_now_is_erased_later(house: Warehouse) -> None:
    taken = take_photo(house.database, "BENCH-1", JPEG, "a.jpg")
    evidence = evidence_of(house.database)
    away = evidence.folder.with_name("unplugged")
    evidence.folder.rename(away)
    house.pass_time(days=2)
    forget(house.database)
    assert [row.sha256 for row in rows(house)] == [taken.sha256]
    away.rename(evidence.folder)
    forget(house.database)
    assert rows(house) == [] and files(evidence.folder) == []


def test_a_shared_database_has_its_photos_where_all_stations_see_them(
    house: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_PHOTOS", str(tmp_path / "share"))
    take_photo(house.database, "BENCH-1", JPEG, "a.jpg")
    assert bool(files(tmp_path)) is not house.database.is_local
