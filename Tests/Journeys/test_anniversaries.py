"""An officer prepares an anniversary, and reads its date in a calendar of their own."""

import icalendar
import requests


def test_an_anniversary_is_prepared_and_stands_in_a_calendar(house, people, look):
    page = people.page(house, "officer")
    page.goto("/office/partnerships")
    page.click("nav.tabs >> text=Anniversaries")
    page.wait_for_selector("h2:has-text('In your own calendar')")
    page.click("main tbody tr:has-text('Reading') th a")
    page.wait_for_selector("text=0 of 8 steps are done.")
    page.click("main li:has-text('Date and guests agreed') >> button")
    page.wait_for_selector("text=1 of 8 steps are done.")
    look(page, "anniversary-begun")
    page.click("main li:has-text('Date and guests agreed') >> button")
    page.wait_for_selector("text=0 of 8 steps are done.")

    page.goto("/office/partnerships/anniversaries")
    page.click("text=Make an address")
    page.wait_for_selector("text=shown only once")
    look(page, "calendar-address")
    address = page.locator(".breaks").inner_text()
    path = address[address.index("/calendar/") :]
    web = requests.Session()
    web.trust_env = False
    answer = web.get(house.address + path, timeout=10)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    events = [event for event in calendar.walk("VEVENT")]
    reading = [event for event in events if "years with Reading" in event["SUMMARY"]]
    assert len(reading) == 1 and str(reading[0].decoded("DTSTART")) == "2028-01-01"
    assert "40 years with Reading (date not known)" == str(reading[0]["SUMMARY"])
    assert len({str(event["UID"]) for event in events}) == len(events)

    page.goto("/office/partnerships/anniversaries")
    page.click("text=End the address")
    page.wait_for_selector("text=The address opens nothing any more.")
    assert web.get(house.address + path, timeout=10).status_code == 404
