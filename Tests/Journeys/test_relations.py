"""The operator imports a list of twinned cities; an officer sees who is related to whom, and where that makes a triangle."""

from __future__ import annotations

import csv
import re

PAIRS = """city1,country1,city2,country2,since
Reading,United Kingdom,Chemnitz,Germany,1991
Warsaw,Poland,Reading,United Kingdom,2003-05
Düsseldorf,Germany,Toulouse,France,1999
Toulouse,France,Reading,United Kingdom,1985
Haifa,Israel,Haifa,Israel,1990
Springfield,United States,Haifa,Israel,
"""


def test_officer_thinks_in_triangles(house, people, look):
    file, left = house.data / "pairs.csv", house.data / "left.csv"
    file.write_text(PAIRS, encoding="utf-8")
    words = ["import", "relations", str(file), "--source", "Invented list"]
    dry = house.command(*words, "--dry-run").stdout
    assert "6 rows: 4 relations taken, 0 known already, 1 unclear, 1 refused." in dry and "Dry run" in dry
    assert "Row 6:" in dry and "one and the same city" in dry
    done = house.command(*words, "--out", str(left)).stdout
    number = re.search(r"This import is ([0-9a-f-]{36})", done).group(1)
    with open(left, encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(row["row"], row["verdict"]) for row in rows] == [("6", "refused"), ("7", "unclear")]
    assert "4 known already" in house.command(*words).stdout

    try:
        page = people.page(house, "officer")
        page.goto("/office/partnerships")
        page.get_by_role("link", name="Triangles").click()
        page.wait_for_url("**/office/partnerships/triangles")
        assert page.locator("main tbody tr").count() == 2
        assert "your partner since 1988" in page.locator("main tbody").inner_text()
        look(page, "triangles")
        page.get_by_role("link", name=re.compile("^Reading")).first.click()
        page.wait_for_url("**/office/places/2639577")
        assert "Related to both: 2 of your partners, one other city related to yours." in page.inner_text("main")
        look(page, "place-with-triangles")

        # From the panel to the whole list, narrowed, and out as a file.
        page.locator("section.block", has=page.get_by_role("heading", name="Known relations")).get_by_role("link", name="List and export").click()
        page.wait_for_url("**/office/places/2639577/relations")
        page.fill("#find", "Warschau")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("q=Warschau"))
        assert page.locator("main tbody tr").count() == 1
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        with open(download.value.path(), encoding="utf-8-sig", newline="") as table:
            assert [(row["City"], row["Since"], row["Source"]) for row in csv.DictReader(table)] == [("Warsaw", "2003-05", "Invented list")]
    finally:
        assert "4 known relations removed." in house.command("import", "relations", "--remove", number).stdout
    refused = house.command("import", "relations", "--remove", "Invented list", check=False)
    assert refused.returncode == 1 and "There are: “City websites” (2" in refused.stderr
