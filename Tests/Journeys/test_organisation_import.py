"""Organisations from a spreadsheet: an officer uploads the list of an association's members, settles a city, looks, imports, and takes it back."""

import csv
import io

MEMBERS = """Bezeichnung;Art;Stadt;Land;Webseite;Mitgliedsnummer;Ansprechpartner
Verein der Brückenfreunde;Verein;Haifa;Israel;www.bruecken.example;M 17;Invented Person
Hafenmuseum am Kai;Museum;Reading;Vereinigtes Königreich;;M 18;
Chor der Partnerstädte;Verein;Springfield;USA;;M 19;
Netzwerk ohne Ort;Netzwerk;;;;M 20;
Palast der Winde;Palast;Haifa;Israel;;M 21;
Verein der Brückenfreunde;Verein;Haifa;Israel;;M 22;
"""


def test_officer_imports_the_members_and_takes_them_back(either_house, people, look):
    page = people.page(either_house, "officer")
    page.goto("/office/organisations")
    page.click("main .desk-head >> text=Import")
    page.wait_for_url("**/office/organisations/imports")
    page.watch.expected_status.add(422)
    page.set_input_files("input[type=file]", files=[{"name": "letter.xlsx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 not a workbook"}])
    page.click("main form .button--act")
    page.wait_for_selector("text=The file was not taken")
    page.set_input_files("input[type=file]", files=[{"name": "members.csv", "mimeType": "text/csv", "buffer": MEMBERS.encode("cp1252")}])
    page.click("main form .button--act")
    page.wait_for_url("**/office/organisations/imports/*")
    imported = page.url
    said = page.locator("main").inner_text()
    for words in (
        "3 are new.", "1 stands twice in the file.", "1 waits for its city.", "1 cannot be read.", "Verein der Brückenfreunde",
        "“Palast” is not a kind of organisation.", "stands in line 2 already",
    ):
        assert words in said, words
    look(page, "organisations-import-plan")

    page.click("text=Settle the cities")
    page.wait_for_url("**/cities")
    assert page.locator("main input[type=radio]:checked").count() == 0, "a city was chosen for the reader"
    look(page, "organisations-import-cities")
    page.locator("main .case input[type=radio]").first.check()
    page.click("main .dock >> text=Save, and see the plan")
    page.wait_for_url(imported)
    assert "4 are new." in page.locator("main").inner_text()

    # The column nobody knew is settled by hand; everything is read again.
    page.locator("main .columns-set div", has_text="Ansprechpartner").locator("select").select_option("note")
    page.click("text=Read it again with these columns")
    page.wait_for_url(imported)
    assert page.locator("main .columns-set div", has_text="Ansprechpartner").locator("select").input_value() == "note"
    assert "4 are new." in page.locator("main").inner_text(), "what was decided of the city is forgotten"
    with page.expect_download() as download:
        page.click("text=All of them as a file")
    report = list(csv.reader(io.StringIO(open(download.value.path(), encoding="utf-8-sig", newline="").read())))
    assert report[0][-1] == "problem" and len(report) == 3
    assert any("Palast der Winde" in row and "Palast" in row[-1] for row in report)

    page.click("main .dock .button--act")
    page.wait_for_selector("text=4 entered.")
    look(page, "organisations-import-done")
    page.goto("/office/organisations?q=Br%C3%BCckenfreunde")
    page.click("main tbody th a")
    page.wait_for_url("**/office/organisations/*")
    assert "Invented Person" in page.locator("main").inner_text() and "bruecken.example" in page.locator("main").inner_text()
    page.fill("#notes textarea", "Called on them in spring")
    page.click("#notes .button")
    page.wait_for_selector("text=Called on them in spring")

    # The same file once more: it is told what is here, and what would be added.
    page.goto("/office/organisations/imports")
    page.set_input_files("input[type=file]", files=[{"name": "members.csv", "mimeType": "text/csv", "buffer": MEMBERS.encode()}])
    page.click("main form .button--act")
    page.wait_for_url("**/office/organisations/imports/*")
    assert "3 seem to be here already." in page.locator("main").inner_text()
    look(page, "organisations-import-here-already")
    page.click("text=Discard")
    page.click("text=Discard it")
    page.wait_for_selector("text=is discarded. Nothing of it was entered.")

    page.goto(imported)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    page.wait_for_selector("text=3 entries were removed.")
    assert "One entry stays because something refers to it" in page.locator("main").inner_text()
    look(page, "organisations-import-undone")
    page.goto("/office/organisations?q=Hafenmuseum")
    assert page.locator("main tbody th a").count() == 0
