"""What the benchmark feeds in: files of organisations and partnerships, names as people type them. The same every time."""

from __future__ import annotations

import csv
import gzip
import pathlib
import random
import urllib.parse

from house import ROOT

SHARED = ROOT.parent / "shared" / "data"
PLACES = SHARED / "geonames-cities500.tsv.gz"
TWINS = SHARED / "twin-cities-world.csv"

# For a machine without the data folder.
FEW = [
    ("Düsseldorf", "DE", ["Dusseldorf"]), ("Reading", "GB", []), ("Haifa", "IL", ["חיפה"]), ("Chongqing", "CN", ["重庆"]), ("Chemnitz", "DE", []),
    ("Warsaw", "PL", ["Warszawa"]), ("Moscow", "RU", ["Москва"]), ("Palermo", "IT", []), ("Beijing", "CN", ["北京", "Pekin"]), ("Volgograd", "RU", ["Wolgograd"]),
]


def places(count: int, smallest: int = 0) -> list[tuple[str, str, list[str]]]:
    """Name, country and other names of places spread evenly over the world's, those of more than `smallest` inhabitants."""
    if not PLACES.exists():
        return FEW
    read = []
    with gzip.open(PLACES, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) >= 9 and fields[0].isdigit() and int(fields[6] or 0) >= smallest:
                read.append((fields[1], fields[2], [name for name in fields[8].split("|") if name]))
    step = max(1, len(read) // count)
    return read[::step][:count]


def write_organisations(path: pathlib.Path, count: int) -> None:
    """One organisation a row: name, kind, city, country; no name twice."""
    cities = places(20_000, smallest=5_000)
    kinds = ["local government", "university", "club", "company", "museum"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "kind", "city", "country"])
        for number in range(count):
            city, country, _ = cities[number % len(cities)]
            kind = kinds[number // len(cities) % len(kinds)]
            rows.writerow([f"{kind.capitalize()} of {city} {number + 1}", kind, city, country])


def write_partnerships(path: pathlib.Path, count: int) -> None:
    """One partner a row: city, country, the year it began."""
    cities = places(count, smallest=1_000)
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["partner", "country", "since"])
        for number in range(count):
            city, country, _ = cities[number % len(cities)]
            rows.writerow([city, country, 1947 + number % 78])


def write_people(path: pathlib.Path, count: int) -> None:
    """One invented person a row, names in three scripts; one in a hundred stands there a second time, with a slip in the name."""
    families = ["Brandt", "Whitcombe", "Haddad", "Kowalska", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Peled", "Ionescu", "王", "李", "Смирнова", "حداد"]
    givens = ["Anna", "Jonas", "Miriam", "Tomasz", "Yael", "Chidi", "Elif", "Marek", "Noa", "Radu", "晓明", "Ольга", "ليلى"]
    syllables = ["an", "bel", "cor", "dun", "el", "fen", "gar", "hol", "im", "jor", "kel", "lun", "mar", "nor", "os", "pel", "quin", "ros", "sul", "tam"]
    chance = random.Random(1951)
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Family name", "Given name", "E-mail", "Organisation"])
        for number in range(count):
            tail = "".join(chance.choice(syllables) for _ in range(3))
            family, given = chance.choice(families) + tail, chance.choice(givens)
            organisation = f"Invented house {number // 20}"
            rows.writerow([family, given, f"person{number}@invented.example", organisation])
            if number % 100 == 0:
                rows.writerow([family[:-1], given, "", organisation])


def typed(count: int) -> list[str]:
    """What a search box sends while names are being typed: prefixes of two letters and more, in every script, one in five with a slip."""
    chance = random.Random(1947)
    entries = places(20_000, smallest=1_000)
    asked = []
    while len(asked) < count:
        name, _, others = chance.choice(entries)
        word = chance.choice([name, *others])
        if len(word) >= 5 and chance.random() < 0.2:
            at = chance.randrange(1, len(word) - 1)
            word = word[:at] + word[at + 1] + word[at] + word[at + 2:] if chance.random() < 0.5 else word[:at] + word[at + 1:]
        shortest = 1 if ord(word[0]) > 0x2E7F else 2
        asked += [word[:length] for length in range(shortest, len(word) + 1)]
    return asked[:count]


def search_paths(count: int) -> list[str]:
    return ["/api/v1/places?limit=8&q=" + urllib.parse.quote(text) for text in typed(count)]


def relations(folder: pathlib.Path) -> tuple[pathlib.Path, int]:
    """The world's twin cities, or without the data folder as many pairs of a few; and how many rows there are."""
    if TWINS.exists():
        with open(TWINS, encoding="utf-8", newline="") as file:
            return TWINS, sum(1 for _ in csv.reader(file)) - 1
    path, count = folder / "relations.csv", 25_917
    cities = places(count)
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["city1", "country1", "city2", "country2"])
        for number in range(count):
            (one, land, _), (other, far, _) = cities[number % len(cities)], cities[(number + 1) % len(cities)]
            rows.writerow([one, land, other, far])
    return path, count
