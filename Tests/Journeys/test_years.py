"""An office gives a year its theme and puts a partner in its focus; its partner reads it in the record they share. The public reads a partnership."""


def row(page, name):
    page.click(f"main tbody tr:has-text('{name}') th a")
    page.wait_for_url("**/office/partnerships/*")


def test_a_theme_is_set_and_a_partner_reads_it(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.watch.expected_status.add(422)
    page.goto("/office/partnerships")
    page.click("nav.tabs >> text=Themes")
    page.click("main >> text=Set a theme")
    page.fill("input[name=year]", "27")
    page.fill("input[name=theme]", "Mobility")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=is not a year")
    page.fill("input[name=year]", "2030")
    page.fill("textarea[name=text]", "Quiet streets and buses that keep their time; a conference in May (invented).")
    look(page, "year-form")
    page.click("main .dock .button--act")
    page.wait_for_selector("h1:has-text('2030: Mobility')")
    page.fill("input[type=search]#f-q", "reading")
    page.keyboard.press("Enter")
    page.locator("main li", has_text="Reading").first.get_by_role("button", name="Put in focus").click()
    page.wait_for_selector("text=The partnership is in focus.")
    look(page, "year")

    page.click("main li a:has-text('Reading')")
    page.wait_for_selector("text=Focus year of this partnership")
    look(page, "partnership-health-and-year")
    page.goto("/office/partnerships/years")
    look(page, "years")
    page.goto("/office/partnerships/years/2030")
    page.click("text=Take back")
    page.click("text=Take it back")
    page.wait_for_selector("text=The partners read it no more.")


def test_the_register_in_time_and_by_kind(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships/timeline")
    lines = page.locator(".times-kind li")
    assert lines.count() > 3
    assert "since 1988" in page.locator(".times-kind li:has-text('Reading') svg").get_attribute("aria-label")
    page.click("summary:has-text('Term ends')")
    page.click("text=Open-ended")
    page.wait_for_selector(".chip:has-text('Open-ended')")
    page.click("nav.tabs >> text=Map")
    page.wait_for_selector(".chip:has-text('Open-ended')")
    page.click("main >> text=By kind")
    page.wait_for_selector(".legend:has-text('Partner city (')")
    look(page, "map-by-kind")


def test_the_public_reads_a_partnership(house, people, look):
    page = people.page(house, None)
    page.goto("/partnerships")
    page.click("main tbody tr:has-text('Reading') th a >> nth=0")
    page.wait_for_selector("h1:has-text('Reading')")
    assert "/partnerships/" in page.url
    look(page, "public-partnership-page")
