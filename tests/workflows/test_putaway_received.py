"""Put-away (적치) of received goods: which bin is named, which are refused, splits, walks, and several at one place."""

from __future__ import annotations

from itertools import permutations

from sqlalchemy import select, update

from tests.workflows.small import Warehouse
from warehouse_app.database.models import Location, Product, PutTask, table
from warehouse_app.domain.route import Place, walk_length
from warehouse_app.layout import site_layout
from warehouse_app.site import read_site


def arrived(house: Warehouse, place: str, sku: str, quantity: int, client: str = "MAIN", **key: str) -> None:
    """Goods lie in a tote with received goods, or at the receiving place."""
    house.stock(place, sku, quantity, client, **key)
    if place.startswith("TOTE"):
        house.set(Location, house.ids["location", place], use="received", is_empty=False)


def test_the_same_product_s_bin_then_an_empty_one(house: Warehouse) -> None:
    house.place("D-1", x_mm=20_000, y_mm=1_000, aisle="D", bay="1", distance_mm=21_000)
    house.product("JAR", {"8801000000043": 1})
    arrived(house, "TOTE-1", "MUG", 4)
    arrived(house, "TOTE-1", "JAR", 3)
    put = house.at("putaway", "PUT-1")
    put.play("""
        TOTE-2  wrong_tote  start      tote=TOTE-1
        TOTE-1  ok          scan_item  sku=JAR quantity=3 location=D-1
        TEA     wrong_item  scan_item
        MUG     ok          scan_bin   sku=MUG quantity=4 location=A-1
        A-1     ok          scan_item  sku=JAR
        JAR     ok          scan_bin
        D-1     ok          start      tote
    """)
    assert (house.on_hand("MUG", "A-1"), house.on_hand("JAR", "D-1"), house.use("TOTE-1")) == (104, 3, "")


def test_a_tote_of_n_products_is_n_items_and_n_bins_in_walking_order(house: Warehouse) -> None:
    for n in range(1, 7):
        house.product(f"P{n}", {f"88010000001{n:02}": 1})
        house.stock(f"{'ABC'[n % 3]}-{10 + n}", f"P{n}", 1)
    for n in (3, 1, 6, 2, 5, 4):
        arrived(house, "TOTE-1", f"P{n}", n)
    put = house.at("putaway", "PUT-1")
    put.scans("TOTE-1")
    scans, walked = 0, []
    while put.screen.step != "start":
        walked.append(put.screen.target["location"])
        put.scans(put.screen.target["sku"], put.screen.target["location"])
        scans += 2
    assert scans == 12
    with house.database.read() as connection:
        layout = site_layout(connection, read_site(connection))
        bins = {
            row.code: Place(row.aisle, row.bay, row.level, row.x_mm / 1000, row.y_mm / 1000)
            for row in connection.execute(select(table(Location)).where(table(Location).c.code.in_(walked)))
        }
    places = [bins[code] for code in walked]
    lengths = [walk_length(places, order, layout=layout) for order in permutations(range(6))]
    assert lengths[0] == min(lengths) < max(lengths)  # the first permutation is the order as walked


def test_half_a_line_into_each_of_two_bins(house: Warehouse) -> None:
    house.place("D-1", x_mm=20_000, y_mm=1_000)
    arrived(house, "RECEIVING", "MUG", 10)
    put = house.at("putaway", "PUT-1")
    put.play("""
        RECEIVING  ok             scan_item  sku=MUG quantity=10 location=A-1
        MUG        ok             scan_bin   quantity=10
        11         over_quantity  scan_bin
        5          ok             scan_bin   quantity=5
        D-1        ok             scan_item  sku=MUG quantity=5 location=A-1
        MUG        ok             scan_bin
        CMD-UNDO   ok             scan_item
        CMD-UNDO   ok             scan_bin   quantity=5
        D-1        ok             scan_item
        MUG        ok             scan_bin   quantity=5
        A-1        ok             start      location
    """)
    assert (house.on_hand("MUG", "A-1"), house.on_hand("MUG", "D-1")) == (105, 5)


def test_a_bin_of_capacity_300_is_offered_350(house: Warehouse) -> None:
    house.product("LIT", {"8801000000050": 1})  # a litre each
    house.place("C-1", capacity_l=300, distance_mm=1)
    house.place("C-2", capacity_l=300, distance_mm=2)
    house.place("C-3", capacity_units=20, distance_mm=3)
    arrived(house, "TOTE-1", "LIT", 350)
    put = house.at("putaway", "PUT-1")
    put.play("""
        TOTE-1  ok             scan_item  sku=LIT quantity=300 location=C-1
        LIT     ok             scan_bin   quantity=300
        350     ok             scan_bin   quantity=350
        C-1     over_quantity  scan_bin
        C-3     over_quantity  scan_bin   quantity=350
        300     ok             scan_bin
        C-1     ok             scan_item  quantity=50 location=C-2
        LIT     ok             scan_bin
        C-1     wrong_bin      scan_bin   # full
        20      ok             scan_bin
        C-3     ok             scan_item  quantity=30 location=C-2
        LIT     ok             scan_bin
        C-2     ok             start
    """)
    assert [house.on_hand("LIT", f"C-{n}") for n in (1, 2, 3)] == [300, 30, 20]


def test_what_a_bin_refuses(house: Warehouse) -> None:
    house.product("ICE", {"8801000000067": 1}, temperature="frozen")
    house.product("SOAP", {"8801000000074": 1}, lot_tracked=True)
    house.product("THEIRS", {"8801000000081": 1}, client="OTHER")
    house.place("F-1", temperature="frozen")
    house.stock("D-1", "SOAP", 5, lot="L1")
    house.stock("D-2", "SOAP", 5, lot="L2")
    house.set(Location, house.ids["location", "D-2"], mixed_lots=True)
    house.stock("E-1", "THEIRS", 1, client="OTHER")
    arrived(house, "TOTE-1", "ICE", 1)
    arrived(house, "TOTE-2", "SOAP", 2, lot="L2")
    put = house.at("putaway", "PUT-1")
    put.play("""
        TOTE-1      ok         scan_item  sku=ICE location=F-1
        ICE         ok         scan_bin
        A-1         wrong_bin  scan_bin
        QUARANTINE  wrong_bin  scan_bin
        TOTE-5      wrong_kind  scan_bin
        NOWHERE     unknown_code  scan_bin
        F-1         ok         start      tote=TOTE-2
        TOTE-2      ok         scan_item  sku=SOAP lot=L2 location=D-2
        SOAP        ok         scan_bin
        D-1         wrong_bin  scan_bin   # another lot
        E-1         wrong_bin  scan_bin   # another client's goods
        D-2         ok         start
    """)
    assert [say for say in put.said if "lot" in say or "client" in say]


def test_a_line_is_skipped_and_the_rest_left_to_others(house: Warehouse) -> None:
    arrived(house, "RECEIVING", "MUG", 2)
    arrived(house, "RECEIVING", "CUP", 3)
    one = house.at("putaway", "PUT-1")
    one.play("""
        RECEIVING  ok  scan_item  sku=MUG
        CMD-SKIP   ok  scan_item  sku=CUP
        CUP        ok  scan_bin
        CMD-BACK   ok  scan_item  sku=CUP
        CUP        ok  scan_bin
        A-3        ok  scan_item  sku=MUG
    """)
    two = house.at("putaway", "PUT-2", "USR-2")
    two.play("""
        RECEIVING  claimed  start  location=
        MUG        claimed  start
    """)
    one.play("CMD-BACK   ok  start  location=RECEIVING")
    two.play("""
        MUG        ok  scan_bin  sku=MUG quantity=2 location=A-1
        A-1        ok  start     location
    """)


def test_two_people_at_one_receiving_place(house: Warehouse) -> None:
    arrived(house, "RECEIVING", "MUG", 2)
    arrived(house, "RECEIVING", "CUP", 3)
    one, two = house.at("putaway", "PUT-1"), house.at("putaway", "PUT-2", "USR-2")
    one.play("MUG  ok  scan_bin  quantity=2")
    two.play("RECEIVING  ok  scan_item  sku=CUP quantity=3")
    one.play("A-1  ok  start  location=")  # the rest is the other's
    two.scans("CUP")
    house.pass_time(minutes=11)
    one.play("CMD-HELP  ok  start  location=RECEIVING")  # who has not been heard of for long
    one.play("CUP  ok  scan_bin  quantity=3")
    one.play("A-3  ok  start  location")
    assert house.on_hand("CUP", "A-3") == 53


def test_the_last_room_of_a_bin_is_promised_once(house: Warehouse) -> None:
    house.product("LIT", {"8801000000050": 1})
    house.place("C-1", capacity_l=10, distance_mm=1)
    arrived(house, "TOTE-1", "LIT", 10)
    arrived(house, "TOTE-2", "LIT", 5)
    one, two = house.at("putaway", "PUT-1"), house.at("putaway", "PUT-2", "USR-2")
    one.play("TOTE-1  ok  scan_item  location=C-1")
    two.play("TOTE-2  ok  scan_item  location=A-1")
    two.scans("LIT")
    two.play("C-1  wrong_bin  scan_bin")
    one.scans("LIT", "C-1")
    house.place("C-2", distance_mm=2)
    two.play("C-2  ok  start")


def test_the_class_of_a_product_says_how_far_it_goes(house: Warehouse) -> None:
    for n in range(1, 10):
        house.place(f"N-{n}", distance_mm=1000 * n)
    for sku, abc in (("FAST", "A"), ("SLOW", "C"), ("FRESH", "")):
        house.product(sku, {f"88010000009{ord(abc or 'X')}": 1}, abc=abc)
        arrived(house, f"TOTE-{len(sku)}", sku, 1)
    put = house.at("putaway", "PUT-1")
    named = {}
    for tote in ("TOTE-4", "TOTE-5"):
        put.scans(tote)
        while put.screen.step != "start":
            sku = put.screen.target["sku"]
            named[sku] = put.screen.target["location"]
            put.scans(sku, named[sku])
    assert named["FAST"] == "N-1" and named["SLOW"] in ("N-6", "N-7") and named["FRESH"] in ("N-3", "N-4")


def test_a_tote_gets_more_while_it_is_put_away(house: Warehouse) -> None:
    arrived(house, "TOTE-1", "MUG", 1)
    put = house.at("putaway", "PUT-1")
    put.scans("TOTE-1", "MUG")
    house.stock("TOTE-1", "CUP", 2)
    put.play("""
        A-1  ok  scan_item  sku=CUP quantity=2
        CUP  ok  scan_bin
        A-3  ok  start      tote
    """)
    plans = house.rows(select(table(PutTask)))
    assert {plan.quantity for plan in plans} == {0} and house.use("TOTE-1") == ""


def test_no_bin_has_room(house: Warehouse) -> None:
    with house.database.write() as connection:
        connection.execute(update(table(Location)).where(table(Location).c.kind == "bin").values(temperature="frozen"))
        connection.execute(update(table(Product)).values(temperature="ambient"))
    arrived(house, "TOTE-1", "MUG", 1)
    put = house.at("putaway", "PUT-1")
    put.play("""
        TOTE-1  ok         scan_item  location
        MUG     ok         scan_bin   location
        A-1     wrong_bin  scan_bin
    """)
    house.place("D-1")
    put.play("D-1  ok  start")
