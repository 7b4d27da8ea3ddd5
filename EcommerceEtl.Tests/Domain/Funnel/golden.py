"""Writes draws.golden.tsv and carts.golden.tsv beside this file, by a route that shares nothing with the C# code.

Needs Python 3.9 and the reference implementation of xxHash (package python3-xxhash). The text of ARCHITECTURE was the source of the
formulas: run this only to check or extend the files, never to make a failing test pass. A single hash can be checked by hand, too:
    printf 'ecommerce\\037fakestore\\0371\\0371\\0371' | xxhsum -H3
"""
import struct
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import xxhash

HERE = Path(__file__).parent
LONG = "gid://shop/Order/" + "0123456789abcdef" * 20


def draw(seed, store, cart, product, k):
    text = "\x1f".join([seed, store, cart, product, str(k)])
    return xxhash.xxh3_64_intdigest(text.encode())


def carted(h, rate):
    return h % 2**20 < threshold(rate)


def purchased(h, added, bought):
    return carted(h, added) and h // 2**20 % 2**20 < threshold(bought)


def threshold(rate):
    return int(Fraction(rate) * 2**20 + Fraction(1, 2))


def lead(h):
    return 300 + h // 2**40 % 2**12 % 1501


def delay(h):
    return 60 + h // 2**52 % 541


def draws():
    yield "seed\tstore\tcart\tproduct\tk\thash\tcarted\tpurchased\tview_lead_s\tpurchase_delay_s"
    shops = [("ecommerce", "fakestore"), ("ecommerce", "sample"), ("", "s"), ("graine d'été", "müller"), ("種子", "店")]
    ids = [("1", "1", 1), ("1", "1", 2), ("1", "2", 1), ("2", "1", 1), ("7", "18", 1), ("1000000", "4611686018427387903", 10),
           ("order_01J8", "prod_01J9", 1), ("order_01J8", "", 3), ("ü-42", "🛒", 10000), (LONG, LONG, 1), (LONG, LONG[::-1], 2147483647)]
    for seed, store in shops:
        for cart, product, k in ids:
            h = draw(seed, store, cart, product, k)
            yield "\t".join(map(str, [seed, store, cart, product, k, f"{h:016x}", carted(h, "0.6"), purchased(h, "0.6", "0.5"), lead(h), delay(h)]))


def key(text):
    return int(text) if text.isdigit() else 2**62 + xxhash.xxh64_intdigest(text.encode()) % 2**62


def ticks(time):
    return (time - datetime(1, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1) * 10


def number(value):
    mantissa = int(value * 10**7)
    return struct.pack("<IIII", mantissa % 2**32, mantissa // 2**32 % 2**32, mantissa // 2**64, 7 << 16)


def optional(time):
    return struct.pack("<?q", time is not None, 0 if time is None else ticks(time))


def project(seed, store, zone, added, bought, cart, customer, placed, items):
    """Returns day, times per line and the content hash; the layout of the hash is told in ContentHash.cs."""
    time = datetime.fromisoformat(placed.replace("Z", "+00:00"))
    day = time.astimezone(ZoneInfo(zone)).date()
    lines, seen = [], {}
    for item in items.split(";") if items else []:
        product, rest = item.split("*")
        quantity, price = rest.split("@")
        seen[product] = seen.get(product, 0) + 1
        h = draw(seed, store, cart, "" if product == "-" else product, seen[product])
        lines.append((
            None if product == "-" else key(product), Decimal(quantity), None if price == "-" else Decimal(price), time - timedelta(seconds=lead(h)),
            time if carted(h, added) else None, time + timedelta(seconds=delay(h)) if purchased(h, added, bought) else None))
    gross = sum((q * p for _, q, p, *_ in lines if p is not None), Decimal(0))
    units = sum((q for _, q, _, _, _, at in lines if at), Decimal(0))
    revenue = sum((q * p for _, q, p, _, _, at in lines if at and p is not None), Decimal(0))
    data = struct.pack("<q?", key(cart), not cart.isdigit())
    if not cart.isdigit():
        data += struct.pack("<q", len(cart.encode())) + cart.encode()
    data += struct.pack("<?", customer != "-") + (struct.pack("<q", key(customer)) if customer != "-" else b"")
    data += struct.pack("<qq???", ticks(time), day.toordinal() - 1, bool(lines), any(l[4] for l in lines), any(l[5] for l in lines))
    data += number(gross) + number(units) + number(revenue) + struct.pack("<q", len(lines))
    for product, quantity, price, viewed, added_at, bought_at in lines:
        data += struct.pack("<?", product is not None) + (struct.pack("<q", product) if product is not None else b"")
        data += number(quantity) + struct.pack("<?", price is not None) + number(price or Decimal(0))
        data += optional(viewed) + optional(added_at) + optional(bought_at)
    steps = "".join("p" if l[5] else "c" if l[4] else "v" for l in lines)
    return [day, steps, gross, units, revenue, xxhash.xxh3_128_hexdigest(data)]


def carts():
    yield "seed\tstore\tzone\tadd_rate\tpurchase_rate\tcart\tcustomer\tplaced_at\titems\tday\tsteps\tgross_value\tunits\trevenue\tcontent_hash"
    shop = ["ecommerce", "fakestore", "UTC", "0.6", "0.5"]
    real = [
        ["1", "1", "2020-03-02T00:00:00Z", "1*4@109.95;2*1@22.3;3*6@55.99"],
        ["2", "1", "2020-01-02T00:00:00Z", "2*4@22.3;1*10@109.95;5*2@695"],
        ["3", "2", "2020-03-01T00:00:00Z", "1*2@109.95;9*1@64"],
        ["4", "3", "2020-01-01T00:00:00Z", "1*4@109.95"],
        ["5", "3", "2020-03-01T00:00:00Z", "7*1@9.99;8*1@10.99"],
        ["6", "4", "2020-03-01T00:00:00Z", "10*2@109;12*3@114"],
        ["7", "8", "2020-03-01T00:00:00Z", "18*1@9.85"],
    ]
    made = [
        shop + ["8", "-", "2021-07-04T23:30:00.123456Z", ""],
        shop + ["9", "-", "2021-07-04T23:30:00.123456Z", "5*1@-;5*0.125@19.9999;-*2@3"],
        ["other", "tokyo", "Asia/Tokyo", "1", "1", "order_01J8", "cus_07", "2024-12-31T15:00:00Z", "prod_a*1.5@10;prod_ü*1000000@10000000;7*0.001@0.0001"],
        ["other", "york", "America/New_York", "0", "1", "ü-42", "3", "2024-03-10T04:59:59.999999Z", "1*1@0"],
        ["other", "york", "America/New_York", "1", "0.25", "4611686018427387903", "3", "1990-01-01T00:00:00Z", "1*1@1;1*1@1;1*1@1;1*1@1;2*1@1"],
    ]
    for row in [shop + cart for cart in real] + made:
        yield "\t".join(map(str, row + project(*row)))


for name, rows in [("draws", draws()), ("carts", carts())]:
    (HERE / f"{name}.golden.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
