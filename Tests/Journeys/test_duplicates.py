"""Duplicates: an officer lets the directory be looked through, makes one entry of two, sees that the other's address leads on, and takes it back."""


def test_officer_makes_one_of_two_and_two_of_one(either_house, people, look):
    page = people.page(either_house, "officer")
    page.goto("/office/organisations/duplicates")
    page.click("main .button--act >> text=Look again")
    # The page of the job leads back here when it is done.
    page.wait_for_url("**/office/organisations/duplicates", timeout=60_000)
    row = page.locator("main tbody tr", has_text="Friendship Society Chongqing")
    other = row.locator("td a").first.get_attribute("href")
    row.locator("text=Compare").click()
    page.wait_for_url("**/merging/*")
    page.check("input[name=choice-website][value=second]")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Taken together with “Society of Friendship Düsseldorf–Chongqing”")
    kept = page.url
    said = page.locator("main").inner_text()
    assert "friends.chongqing.example/en" in said and "Meets on the first Monday" in said
    look(page, "organisation-merged")

    page.goto(other)
    assert page.url == kept and "was taken together with this one" in page.locator("main").inner_text() + page.locator("body").inner_text()
    page.click("text=Undo the merging")
    page.wait_for_selector("text=They are two entries again")
    assert page.url.endswith(other)
    page.goto("/office/organisations/duplicates")
    assert page.locator("main tbody tr", has_text="Friendship Society Chongqing").count() == 1
