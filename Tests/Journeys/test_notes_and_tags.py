"""A colleague leaves a note, an officer puts words on records and then on many at once; what goes wrong is taken back."""

from __future__ import annotations

import re


def test_officer_orders_her_records_by_words(house, people, look):
    page = people.page(house, "officer")
    page.goto("/office/organisations")
    page.locator("main tbody th a").first.click()
    page.wait_for_load_state()
    organisation = page.url
    page.fill("#f-tag", "Klima")
    page.keyboard.press("Enter")
    page.locator(".tag", has_text="Klima").wait_for()

    # A second spelling is offered the first one.
    page.type("#f-tag", "kli")
    page.get_by_role("option", name="Klima").wait_for()
    look(page, "organisation-tags-open")
    page.keyboard.press("Escape")
    page.fill("#f-tag", "")

    # Three rows of the list at once: looked at, done, and one of them taken back by hand before all is undone.
    page.goto("/office/organisations")
    boxes = page.locator("input[name=row]")
    for place in range(3):
        boxes.nth(place).check()
    page.select_option("#bulk-action", label="Put a tag on")
    look(page, "organisations-ticked")
    page.get_by_role("button", name="Look first").click()
    look(page, "bulk-choosing")
    page.fill("#f-value", "klima")
    page.get_by_role("button", name="Look first").click()
    assert "2 of 3 entries." in page.inner_text("main") and "One is so already" in page.inner_text("main")
    look(page, "bulk-preview")
    page.get_by_role("button", name="Do it to 2 entries").click()
    page.wait_for_url(re.compile("/office/bulk/[0-9a-f-]+$"))
    outcome = page.url
    assert "2 entries were changed." in page.inner_text("main")
    look(page, "bulk-outcome")

    page.goto("/office/tags")
    assert "Organisation: 3" in page.inner_text("main")
    look(page, "tags")
    page.get_by_role("link", name="Organisation: 3").click()
    page.wait_for_url(re.compile(r"/office/organisations\?tag="))
    assert page.locator("main tbody tr").count() == 3
    look(page, "organisations-by-tag")

    page.goto(outcome)
    page.get_by_role("button", name="Undo…").click()
    page.get_by_role("button", name="Undo it").click()
    page.get_by_text("2 entries are again what they were before.").wait_for()
    page.goto("/office/tags")
    assert "Organisation: 1" in page.inner_text("main")
    page.get_by_role("link", name=re.compile("Rename, unite, remove")).first.click()
    look(page, "tag")
    page.goto(organisation)
    page.get_by_role("button", name="Take off the tag Klima").click()
    page.wait_for_load_state()
    assert page.locator(".tag").count() == 0


def test_colleague_leaves_a_note_that_the_office_finds(house, people, look):
    writer = people.page(house, "colleague")
    writer.goto("/office/partnerships")
    writer.locator("main tbody th a").first.click()
    writer.wait_for_load_state()
    writer.fill("#note-text", "The protocol office asks for two weeks’ notice.\nTheir tram museum is closed on Mondays.")
    writer.get_by_role("button", name="Keep the note").click()
    writer.locator(".note").wait_for()
    look(writer, "partnership-with-note")

    reader = people.page(house, "officer")
    reader.goto("/office/search?q=tram+museum")
    assert "tram museum is closed" in reader.inner_text("main")
    look(reader, "search-note")
    reader.goto("/office/notes")
    look(reader, "notes")
    reader.locator("main tbody th a").first.click()
    reader.wait_for_load_state()
    assert reader.locator("main").get_by_role("link", name="Change", exact=True).count() == 0

    writer.locator(".note").get_by_role("button", name="Remove").click()
    writer.get_by_role("button", name="Take it back").wait_for()
    look(writer, "note-removed")
    writer.get_by_role("button", name="Take it back").click()
    writer.locator(".note").wait_for()
    writer.locator(".note").get_by_role("link", name="Change").click()
    writer.wait_for_load_state()
    look(writer, "note-change")


def test_many_rows_without_script(house, people):
    page = people.page(house, "officer", javascript=False)
    page.goto("/office/people?q=a")
    assert not page.locator("[data-tick-all]").is_visible()
    page.check("[name=all]")
    page.select_option("#bulk-action", label="Put a tag on")
    page.get_by_role("button", name="Look first").click()
    page.fill("#f-value", "Guest list")
    page.get_by_role("button", name="Look first").click()
    page.get_by_role("button", name=re.compile("Do it to")).click()
    page.wait_for_url(re.compile("/office/bulk/[0-9a-f-]+$"))
    assert "changed." in page.inner_text("main")
