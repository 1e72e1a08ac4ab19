"""People: an officer notices that somebody is there already, takes cards from a telephone, hands out what is held, and forgets somebody on request."""

import io
import json
import zipfile

import vobject

CARDS = """BEGIN:VCARD\r
VERSION:4.0\r
FN:Wang Xiaoming\r
N:Wang;Xiaoming;;;\r
EMAIL:wang.xiaoming@chongqing.example\r
TEL;TYPE=cell:+86 139 5550 0111\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rgensen;Invented=\r
 Aksel\r
ORG:Harbour of Nowhere\r
TITLE:Harbour master\r
EMAIL:aksel@harbour.example\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
TEL:110\r
END:VCARD\r
"""


def test_cards_are_read_by_another_program(house, people):
    page = people.page(house, "officer")
    answer = page.request.get("/office/people/cards")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/vcard")
    cards = list(vobject.readComponents(answer.text(), validate=True))
    assert len(cards) >= 7
    wang = next(card for card in cards if "Prof. Wang Xiaoming" in [name.value for name in card.fn_list] and hasattr(card, "email"))
    assert "王晓鸣" in [name.value for name in wang.fn_list]
    assert (wang.n.value.family, wang.n.value.given, wang.n.value.prefix) == ("Wang", "Xiaoming", "Prof.")
    assert wang.email.value == "wang.xiaoming@chongqing.example" and wang.tel.value == "+86 23 5550 0110"
    assert wang.org.value == ["Chongqing"] or "Chongqing" in wang.org.value[0]
    assert "coriander" not in answer.text(), "a private note left the office"


def test_officer_takes_cards_and_forgets_somebody(house, people, look):
    page = people.page(house, "officer")

    # The dry run: who is new, who is here, who cannot be read.
    page.goto("/office/people/imports")
    page.set_input_files("input[type=file]", files=[{"name": "telephone.vcf", "mimeType": "text/vcard", "buffer": CARDS.encode()}])
    page.click("main form .button--act")
    page.wait_for_url("**/office/people/imports/*")
    said = page.locator("main").inner_text()
    assert "1 is new." in said and "1 is here already." in said and "1 cannot be read." in said
    look(page, "people-import-review")
    page.check("input[name=organisations]")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=1 entered.")
    look(page, "people-import-done")

    # He is found by his name in any order, noted as called, and asks to be forgotten.
    page.goto("/office/search?q=jorgensen")
    page.click("main tbody th a >> text=Jörgensen")
    page.wait_for_url("**/office/people/*")
    page.click("text=Note a contact")
    page.fill("#talks input[name=line]", "Asked to be forgotten")
    page.click("#talks .button--act")
    page.wait_for_selector("text=The contact is noted.")
    look(page, "person-imported")
    with page.expect_download() as download:
        page.click("text=Export what is held")
    held = zipfile.ZipFile(io.BytesIO(open(download.value.path(), "rb").read()))
    assert held.testzip() is None
    assert json.loads(held.read("held.json"))["contacts"][0]["line"] == "Asked to be forgotten"
    assert vobject.readOne(held.read("held.vcf").decode()).n.value.family == "Jörgensen"

    page.click("text=Erase…")
    page.wait_for_url("**/erasure")
    look(page, "person-erasure")
    page.check("input[name=sure]")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=That there was an entry is kept")
    look(page, "person-erased")
    page.goto("/office/people?q=jorgensen")
    assert "Jörgensen" not in page.locator("main").inner_text()


def test_whom_one_enters_twice_is_noticed(house, people, look):
    page = people.page(house, "officer")
    page.goto("/office/people/new")
    page.fill("input[name=family]", "Lavi")
    page.fill("input[name=given]", "Tamar")
    page.fill("input[name=roles-organisation]", "Haifa")
    page.locator(".range--post .combo-list li").first.click()
    page.fill("input[name=roles-post]", "Head of International Relations")
    page.watch.expected_status.add(422)
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Perhaps the person is here already")
    assert page.input_value("input[name=given]") == "Tamar", "what was typed is lost"
    look(page, "person-already-here")


def test_an_import_is_undone_but_for_those_somebody_wrote_about(house, people, look):
    page = people.page(house, "officer")
    page.goto("/office/people/imports")
    names = "Vorname;Nachname\n" + "\n".join(f"Undone;Invented{letter}" for letter in "ABCD")
    page.set_input_files("input[type=file]", files=[{"name": "four.csv", "mimeType": "text/csv", "buffer": names.encode()}])
    page.click("main form .button--act")
    page.wait_for_url("**/office/people/imports/*")
    imported = page.url
    page.click("main .dock .button--act")
    page.wait_for_selector("text=4 entered.")
    for letter, text in (("B", "Plays the bandoneon"), ("C", None)):
        page.goto(f"/office/people?q=Invented{letter}")
        page.click(f"main tbody th a >> text=Invented{letter}")
        page.wait_for_url("**/office/people/*")
        if text:
            page.fill("#notes textarea", text)
            page.click("#notes .button")
            page.wait_for_selector(f"text={text}")
        else:
            page.click("text=Note a contact")
            page.fill("#talks input[name=line]", "Telephoned about the choir")
            page.click("#talks .button--act")
            page.wait_for_selector("text=The contact is noted.")
    page.goto(imported)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    page.wait_for_selector("text=2 entries were removed.")
    said = page.locator("main").inner_text()
    assert "One entry stays because somebody has changed or merged it since, or noted a contact." in said
    assert "One entry stays because notes or tags hang on it." in said
    look(page, "people-import-undone")
    page.goto("/office/people?q=Undone")
    left = page.locator("main tbody").inner_text()
    assert "InventedB" in left and "InventedC" in left and "InventedA" not in left
