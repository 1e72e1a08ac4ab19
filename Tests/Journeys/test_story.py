"""The story: an officer uploads the spreadsheet as somebody once typed it, settles what is doubtful, and has her register, her map and her public page."""

import csv
import pathlib

import pytest

from house import ROOT

SPREADSHEET = ROOT.parent / "shared" / "data" / "partner-cities-as-printed.csv"


@pytest.fixture
def spreadsheet() -> pathlib.Path:
    if not SPREADSHEET.is_file():
        pytest.skip(f"{SPREADSHEET} is not there")
    return SPREADSHEET


def test_officer_brings_in_her_spreadsheet(either_house, people, look, spreadsheet):
    page = people.page(either_house, "officer")
    name = either_house.name

    # The file, as it is.
    page.goto("/office/imports")
    page.set_input_files("input[type=file]", str(spreadsheet))
    page.click("main form .button--act")
    page.wait_for_url("**/office/imports/*")
    assert "41 rows with 4 columns" in page.locator("main").inner_text()
    if name == "sqlite":
        look(page, "import-columns")

    # Places: none is silently corrected.
    page.click("main .dock .button--act")
    page.wait_for_url("**/review")
    said = page.locator("main").inner_text()
    assert "Budapest is in Hungary, not in Romania" in said
    assert "Cairo is in Egypt, not in Nicaragua" in said
    assert page.locator(".case input:checked").count() == 0, "a doubtful row is decided beforehand"
    if name == "sqlite":
        look(page, "import-review")
    for case in page.locator(".case").all():
        written = case.locator(".written").first.inner_text()
        case.locator("input[type=radio]").first.check()
        assert written

    # What will happen, before it happens.
    page.locator("main .dock .button--act").click()
    page.wait_for_url("**/plan")
    if name == "sqlite":
        look(page, "import-plan")
    before = rows_of(either_house, people)
    page.click("main .dock .button--act")
    page.wait_for_url(lambda url: not url.endswith("/plan"))
    if name == "sqlite":
        look(page, "import-done")
    after = rows_of(either_house, people)
    assert len(after) >= len(before) + 30

    # A page for every city, an arc to each, and the office's public page.
    page.goto("/office/partnerships/map")
    assert page.locator("svg.map-world .arc").count() >= 10
    page.goto("/office/partnerships?q=广州")
    assert "Guangzhou" in page.locator("main tbody").inner_text()
    page.goto("/cities/duesseldorf")
    assert "Chongqing" in page.locator("main").inner_text()

    # And back: the import is undone as a whole.
    page.goto("/office/imports")
    page.locator("main tbody th a").first.click()
    page.locator("main button[popovertarget]").first.click()
    page.locator(".dialog:popover-open .button--act").click()
    page.wait_for_load_state()
    assert len(rows_of(either_house, people)) == len(before)


def rows_of(house, people) -> list[dict]:
    """The register as its CSV export has it."""
    answer = house.office("officer").get("/office/partnerships/export/csv")
    assert answer.status_code == 200
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("typed, found", [("北京", "Beijing"), ("Pekin", "Beijing"), ("beij", "Beijing"), ("Wolwograd", "Volgograd"), ("St Petersbourg", "Saint Petersburg")])
def test_colleague_finds_a_place_while_typing(house, people, typed, found):
    page = people.page(house, "colleague")
    page.goto("/office/places")
    field = page.locator("main input[role=combobox]").first
    field.press_sequentially(typed, delay=20)
    page.locator("main [role=option]", has_text=found).first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"


def test_place_search_without_javascript(house, people):
    page = people.page(house, "colleague", javascript=False)
    page.goto("/office/places?q=Wolwograd")
    assert "Volgograd" in page.locator("main").inner_text()


def test_two_people_edit_one_organisation(house, people, look):
    first, second = people.page(house, "officer"), people.page(house, "director")
    second.watch.expected_status.add(409)
    first.goto("/office/organisations?q=hamburg")
    path = first.locator("main tbody th a").first.get_attribute("href") + "/edit"
    first.goto(path)
    second.goto(path)
    first.fill("textarea[name=note]", "The first one writes this.")
    first.locator("main .dock .button--act").click()
    first.wait_for_url(lambda url: not url.endswith("/edit"))
    second.fill("textarea[name=note]", "The second one writes that.")
    second.locator("main .dock .button--act").click()
    said = second.locator("main").inner_text()
    assert "The first one writes this." in said, "the other version is not shown"
    assert second.locator("textarea[name=note]").input_value() == "The second one writes that.", "what was typed is lost"
    look(second, "organisation-conflict")
