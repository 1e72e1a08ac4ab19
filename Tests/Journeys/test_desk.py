"""A colleague's own desk: a star, a saved list, what was opened last, and keys that lead there."""

from __future__ import annotations


def test_officer_arranges_her_desk(house, people, look):
    # An office and a person of which no other journey counts what stands on Today.
    page = people.page(house, "director")
    page.goto("/office/organisations")
    name = page.locator("main tbody th a").first.inner_text().split("\n")[0]
    page.goto(page.locator("main tbody th a").first.get_attribute("href"))
    page.get_by_role("button", name="Add to my favourites").click()
    page.get_by_role("button", name="Take off my favourites").wait_for()
    look(page, "organisation-favourite")

    page.goto("/office/partnerships?sort=-since")
    page.get_by_role("link", name="Save this view").click()
    look(page, "view-new")
    page.fill("[name=name]", "The youngest first")
    page.check("[name=shared]")
    page.click("main form .button--act")
    page.wait_for_url("**/office/partnerships?sort=-since")

    page.goto("/office")
    desk = page.locator(".desk-own").inner_text()
    assert name.split(" ")[0] in desk and "The youngest first" in desk and "Opened last" in desk
    look(page, "today-with-desk")
    page.get_by_role("link", name="The youngest first").click()
    page.wait_for_url("**/office/partnerships?sort=-since")

    # A colleague finds it, and may not take it away.
    reader = people.page(house, "colleague")
    reader.goto("/office/views")
    assert reader.get_by_role("link", name="The youngest first").count() == 1
    assert reader.get_by_role("button", name="Remove").count() == 0
    page.goto("/office/views")
    look(page, "views")


def test_keys_lead_to_lists_but_not_while_typing(house, people, look):
    page = people.page(house, "officer")
    page.goto("/office")
    page.keyboard.press("?")
    page.wait_for_url("**/office/shortcuts")
    look(page, "keyboard")
    lists = {"p": "partnerships", "e": "people", "c": "places", "f": "files", "o": "organisations"}
    told = {words[-1] for words in (dt.split() for dt in page.locator("main dt").all_inner_texts()) if words[0] == "g"}
    assert told == {"t", *lists}, "the help tells of other keys"
    for key, path in lists.items():
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"**/office/{path}")
        if path != "organisations":
            page.go_back()
            page.wait_for_url("**/office/shortcuts")
    page.keyboard.press("/")
    page.keyboard.type("gpn?")
    assert page.input_value("#q") == "gpn?" and page.url.endswith("/office/organisations")
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_url("**/office/organisations/new")

    # Switched off, they do nothing.
    page.goto("/office/shortcuts")
    page.get_by_label("Use the keys on this device").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_timeout(300)
    assert page.url.endswith("/office/shortcuts")
    page.reload()
    assert not page.get_by_label("Use the keys on this device").is_checked()
