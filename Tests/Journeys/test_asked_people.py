"""A year later people are asked by letter whether their entry holds: one confirms, one says no more, one wishes to be removed and is."""

from __future__ import annotations

import collections.abc
import contextlib
import re
import sqlite3

import pytest

from house import House
from post_office import body, serving_with_mail

LINK = re.compile(r"https?://\S+/contact-point/\S+")
FIRST, SECOND, THIRD = "first@invented.example", "second@invented.example", "third@invented.example"


@pytest.fixture(scope="module")
def asking_house(post_office) -> collections.abc.Iterator[House]:
    """A server that writes to the post office above, and in whose directory three people were confirmed long ago."""
    with serving_with_mail("asked", post_office, "office@invented.example") as house:
        yield house


def enter(desk, given: str, address: str, note: str) -> str:
    """Enters a person by the form; gives the path of their page."""
    desk.goto("/office/people/new")
    desk.fill("input[name=given]", given)
    desk.fill("input[name=family]", "Beispiel")
    desk.select_option("select[name=channels-kind] >> nth=0", "email")
    desk.fill("input[name=channels-value] >> nth=0", address)
    desk.fill("textarea[name=protocol]", note)
    desk.get_by_role("button", name="Enter the person").last.click()
    desk.wait_for_url(re.compile(r"/office/people/[0-9a-f-]{36}$"))
    return desk.url.removeprefix(desk.url.split("/office/")[0])


def test_people_are_asked_and_answer(asking_house, post_office, people, look):
    desk = people.page(asking_house, "director")
    paths = [enter(desk, given, address, "Not for other eyes") for given, address in (("Adele", FIRST), ("Berta", SECOND), ("Clara", THIRD))]
    with contextlib.closing(sqlite3.connect(asking_house.data / "proxenia.sqlite", timeout=20)) as database, database:
        database.execute("UPDATE person SET confirmed_on = '2026-11-01' WHERE erased_at IS NULL")
        database.execute("UPDATE contact_block SET confirmed_on = '2026-11-01'")
        for path in paths:
            database.execute("UPDATE person SET confirmed_on = '2024-05-06', updated_at = 0 WHERE id = ?", (path.rsplit("/", 1)[1],))
    desk.goto("/office/contact-points/people")
    desk.get_by_text("3 people with an e-mail address have not been confirmed for more than a year.").wait_for()
    look(desk, "contact-points-people-due")
    desk.get_by_role("button", name="Ask them…").click()
    desk.get_by_role("heading", name="Write 3 letters?").wait_for()
    desk.get_by_role("button", name="Write the letters").click()
    desk.get_by_text("3 letters are on their way.").wait_for()
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in post_office.wait(3)}
    assert set(mails) == {FIRST, SECOND, THIRD}
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in mails.values())
    links = {address: LINK.search(body(mail)).group(0) for address, mail in mails.items()}

    # One click, and it is confirmed.
    reader = people.page(asking_house)
    reader.watch.expected_status = {422}
    reader.goto(links[FIRST])
    assert "Not for other eyes" not in reader.content() and "Adele Beispiel" in reader.content()
    look(reader, "person-asked")
    reader.get_by_role("button", name="Yes, all of it holds").click()
    reader.get_by_role("heading", name="Thank you").wait_for()
    look(reader, "person-asked-thanks")
    desk.goto(paths[0])
    desk.get_by_text("by The person").wait_for()

    # Something has changed: an empty answer comes back, a written one waits before the office.
    reader.goto(links[SECOND])
    reader.get_by_role("button", name="Send it to the office").click()
    reader.get_by_text("Write what has changed.").first.wait_for()
    look(reader, "person-asked-empty")
    reader.fill("textarea[name=remark]", "My telephone is another one now.")
    reader.get_by_role("button", name="Send it to the office").click()
    reader.get_by_role("heading", name="Thank you").wait_for()
    desk.goto("/office")
    desk.get_by_role("link", name="One person has written that something has changed.").click()
    desk.get_by_role("link", name="Berta Beispiel").click()
    desk.get_by_text("My telephone is another one now.").wait_for()
    look(desk, "person-has-written-back")
    desk.get_by_role("button", name="I have seen to it").click()
    desk.get_by_text("Noted.").wait_for()
    assert "another one now" not in desk.content()

    # A wish to be removed erases nothing by itself; the office does.
    reader.goto(links[THIRD])
    reader.get_by_role("button", name="Please remove me").click()
    reader.get_by_role("heading", name="Thank you").wait_for()
    desk.goto("/office")
    desk.get_by_role("link", name="One person wishes to be removed.").click()
    look(desk, "contact-points-people-removal")
    desk.get_by_role("link", name="Clara Beispiel").click()
    desk.get_by_role("heading", name="Clara Beispiel").wait_for()
    look(desk, "person-wishes-removal")
    desk.get_by_role("link", name="Erase…").first.click()
    desk.get_by_label("Yes, erase everything").check()
    desk.get_by_role("button", name="Erase", exact=True).click()
    desk.get_by_text("Erased.").first.wait_for()
    desk.goto("/office")
    assert desk.get_by_text("wishes to be removed").count() == 0
    answer = reader.request.get(links[THIRD])
    assert answer.status == 410
