"""An office agrees on what to measure, measures it, and reads in words and in a chart how it stands."""

import datetime


def day(offset):
    """Some days from today, as an official types it."""
    return (datetime.date.today() + datetime.timedelta(days=offset)).strftime("%d.%m.%Y")


def test_what_was_promised_is_measured(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Moscow")
    page.click("main tbody th a >> nth=0")
    page.wait_for_url("**/office/partnerships/*")
    page.click("main .tabs >> text=Indicators")
    page.wait_for_selector("text=Nothing is measured yet")

    page.click("main >> text=New indicator")
    page.fill("input[name=name]", "Bus junctions with priority")
    page.select_option("select[name=direction]", "up")
    page.fill("input[name=baseline]", "4")
    page.fill("input[name=baseline-on]", day(-500))
    page.fill("input[name=target]", "24")
    page.fill("input[name=due]", day(600))
    look(page, "indicator-form")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=not measured yet")

    for value, on in [("6", day(-300)), ("9", day(-150)), ("15", day(-30))]:
        page.click("main section.block .actions >> text=New measurement")
        assert page.locator("select[name=indicator] option:checked").inner_text() == "Bus junctions with priority"
        page.fill("input[name=value]", value)
        page.fill("input[name=on]", on)
        page.fill("input[name=source]", "Traffic office, count on the spot (invented)")
        page.click("main .dock .button--act")
        page.wait_for_selector(f"main td.num:text-is('{value}')")
    assert page.get_attribute("svg.ind", "aria-label") == "From 4 at the start to 15 now; target 24."
    assert page.locator(".table--ind .reading").inner_text() == "ahead"

    page.click("main >> text=New indicator")
    page.fill("input[name=name]", "Nitrogen dioxide at the harbour road")
    page.fill("input[name=unit]", "µg/m³")
    page.select_option("select[name=direction]", "down")
    page.fill("input[name=baseline]", "38,5")
    page.fill("input[name=baseline-on]", str(datetime.date.today().year - 1))
    page.fill("input[name=target]", "30")
    page.fill("input[name=due]", str(datetime.date.today().year + 1))
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Nitrogen dioxide at the harbour road")
    page.click("main section.block:has-text('Nitrogen dioxide') .actions >> text=New measurement")
    page.fill("input[name=value]", "37")
    page.fill("input[name=on]", day(0))
    page.click("main .dock .button--act")
    page.wait_for_selector("text=behind")
    look(page, "indicators-measured")

    page.click("main .crumbs a >> nth=1")
    page.wait_for_selector("text=All about them")
    look(page, "partnership-with-indicators")
