"""Two years later: the page says what was promised and that a review is due, and the term is renewed with one click."""

import datetime


def day(offset):
    """Some days from today, as an official types it."""
    return (datetime.date.today() + datetime.timedelta(days=offset)).strftime("%d.%m.%Y")


def test_a_term_that_ends_is_seen_and_renewed(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Chemnitz")
    page.click("main tbody th a >> nth=0")
    page.wait_for_selector("text=No term is agreed.")
    overview = page.url
    page.goto(overview + "/term/edit")
    page.fill("input[name=from]", day(-700))
    page.fill("input[name=until]", day(80))
    page.fill("input[name=review]", day(-20))
    page.select_option("select[name=renewal]", "by-agreement")
    look(page, "term-form")
    page.click("main .dock .button--act")
    page.wait_for_url("**/agreement")

    page.goto("/office")
    row = page.locator(".terms-of tbody tr:has-text('Chemnitz')")
    assert row.count() == 2 and "Review is due" in row.nth(0).inner_text()
    look(page, "today-with-terms")
    row.nth(0).locator("a").click()
    page.wait_for_selector("text=A review is due since")
    said = page.locator(".outlook > .lead").inner_text()
    assert "the term ends in 2 months." in said, said
    assert "ago" in page.locator(".dates-of li .late").first.inner_text()
    look(page, "partnership-review-due")

    page.click("button:has-text('Renew the term')")
    page.wait_for_selector("text=Renewed: the term now runs until")
    page.goto(overview)
    page.wait_for_selector("text=The next review is on")
    assert page.locator("button:has-text('Renew the term')").count() == 0
