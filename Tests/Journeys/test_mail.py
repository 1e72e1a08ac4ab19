"""Letters that leave the house: an invitation and a forgotten password in the browser, and a mail server in every mood."""

from __future__ import annotations

import collections.abc
import contextlib
import re
import signal
import sqlite3
import time

import pytest
import requests

from house import House
from post_office import PostOffice, body, serving_with_mail, self_made_certificate, silent_server
from slow import SlowUpload

LINK = re.compile(r"https?://\S+/(?:invitation|new-password)/\S+")


@pytest.fixture(scope="module")
def writing_house(post_office) -> collections.abc.Iterator[House]:
    """A server whose mail goes to the post office above."""
    with serving_with_mail("mail", post_office, "Büro Düsseldorf <office@invented.example>") as house:
        yield house


@pytest.fixture(autouse=True)
def good_mood(post_office):
    post_office.mails.clear()
    post_office.recipients.clear()
    post_office.attempts, post_office.mood, post_office.delay = 0, "accept", 0.0


def invite(house: House, name: str, address: str, role: str = "officer", language: str = "en"):
    """By the form, as the director; gives the director's session."""
    director = house.office("director")
    page = director.get("/office/accounts/new")
    form = director.form_with(page, "name", "email", "role", "csrf")
    answer = director.submit(form, {"name": name, "email": address, "role": role, "language": language})
    assert answer.status_code == 200, answer.text[:500]
    return director


def test_an_invited_colleague_comes_in_by_the_letter(writing_house, post_office, people, look):
    director = people.page(writing_house, "director")
    director.goto("/office/accounts/new")
    director.fill("input[name=name]", "Invented Zoë")
    director.fill("input[name=email]", "zoe@invented.example")
    director.check("input[name=role][value=officer]")
    director.select_option("select[name=language]", "de")
    director.click("main .button--act")
    director.wait_for_url("**/office/accounts")
    assert "zoe@invented.example" in director.locator("main").inner_text()
    look(director, "accounts-invited")

    mail = post_office.wait()[0]
    assert mail["From"].addresses[0].display_name == "Büro Düsseldorf"
    assert mail["To"].addresses[0].display_name == "Invented Zoë"
    assert "lädt Sie zu Düsseldorf" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"]
    assert LINK.search(body(mail)).group() in body(mail, "html")

    new = people.page(writing_house)
    new.goto(LINK.search(body(mail)).group())
    assert new.url.endswith("/invitation"), "the key still stands in the address"
    look(new, "invitation")
    new.fill("input[name=password]", "seven quiet herons")
    new.fill("input[name=again]", "seven quiet herons")
    new.click("main .button--act")
    new.wait_for_url("**/office")
    assert "Invented Zoë" in new.locator(".rail-foot").inner_text()

    # The outbox says that it was sent and no longer holds the link.
    director.goto("/office/outbox")
    director.locator("main tbody tr", has_text="zoe@invented.example").locator("th a").click()
    said = director.locator("main").inner_text()
    assert "Sent" in said and "/invitation/" not in said
    look(director, "outbox-letter")


def test_a_forgotten_password_is_chosen_anew(writing_house, post_office, people, look):
    account = writing_house.account("council")
    page = people.page(writing_house)
    page.goto("/sign-in")
    page.click("text=Forgotten your password?")
    look(page, "forgotten-password")
    page.fill("input[name=email]", account.email)
    page.click("main .button--act")
    page.wait_for_url("**/sign-in")
    page.goto(LINK.search(body(post_office.wait()[0])).group())
    look(page, "new-password")
    page.fill("input[name=new]", "nine quiet herons")
    page.fill("input[name=again]", "nine quiet herons")
    page.click("main .button--act")
    page.wait_for_url("**/sign-in")
    page.fill("input[name=email]", account.email)
    page.fill("input[name=password]", "nine quiet herons")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/office")
    assert post_office.wait(2)[1]["Subject"]


@pytest.mark.parametrize("mood, state", [("550 5.1.1 No such person here", "Failed"), ("451 4.7.1 Try again later", "Waiting"), ("die", "Waiting")])
def test_what_cannot_be_sent_is_seen_and_sent_again(writing_house, post_office, mood, state):
    post_office.mood = mood
    address = f"moody-{mood[:3]}@invented.example"
    director = invite(writing_house, "Invented Moody", address)
    post_office.wait_for_attempts(1)
    page = outbox_letter(director, address, until=lambda text: state in text and "attempt" in text.lower())
    assert mood[4:] in page.text if mood != "die" else "mail server" in page.text
    # The server has recovered; somebody asks to send it again.
    post_office.mood = "accept"
    director.submit(next(form for form in director.forms(page) if form.action.endswith("/attempt")))
    assert post_office.wait()[0]["To"].addresses[0].addr_spec == address
    outbox_letter(director, address, until=lambda text: "Sent" in text)


def test_a_slow_server_gets_its_time_and_holds_up_nobody(writing_house, post_office):
    post_office.delay = 3
    director = invite(writing_house, "Invented Slow", "slow@invented.example")
    assert director.get("/office").elapsed.total_seconds() < 1
    assert post_office.wait()[0]["To"].addresses[0].addr_spec == "slow@invented.example"


def outbox_letter(director, address: str, until):
    """The page of the newest letter to this address, when it says what it should."""
    deadline = time.monotonic() + 20
    while True:
        listed = director.get("/office/outbox", params={"q": address})
        path = re.search(r'href="(/office/outbox/[0-9a-f-]{36})"', listed.text).group(1)
        page = director.get(path)
        if until(page.text) or time.monotonic() > deadline:
            assert until(page.text), page.text[page.text.find("<main"):][:3000]
            return page
        time.sleep(0.2)


def test_encrypted_with_a_password_and_never_without(tmp_path):
    certificate = self_made_certificate(tmp_path)
    with PostOffice(certificate, login=("proxenia", "an invented secret")) as office:
        house = House("mail-tls", environment={
            "PROXENIA_MAIL": f"smtp://proxenia@127.0.0.1:{office.port}?ca={certificate[0]}", "PROXENIA_MAIL_FROM": "office@invented.example",
            "PROXENIA_MAIL_PASSWORD": "an invented secret"})
        try:
            house.make().start()
            invite(house, "Invented Encrypted", "encrypted@invented.example")
            office.wait()
            assert office.was_encrypted == [True]
            house.stop()
            # A certificate that nobody vouches for, then a wrong password: nothing is handed over, and the page says why.
            for change, said in (
                ({"PROXENIA_MAIL": f"smtp://proxenia@127.0.0.1:{office.port}"}, "certificate"),
                ({"PROXENIA_MAIL": f"smtp://proxenia@127.0.0.1:{office.port}?ca={certificate[0]}", "PROXENIA_MAIL_PASSWORD": "wrong"}, "535"),
            ):
                house.environment |= change
                house.start()
                director = invite(house, "Invented Refused", "refused@invented.example")
                outbox_letter(director, "refused@invented.example", until=lambda text: said in text)
                house.stop()
            assert len(office.mails) == 1
            assert "an invented secret" not in house.log.read_text(errors="replace")
        finally:
            house.close()


def in_the_outbox(house: House, address: str) -> tuple[str, int]:
    """How the letter to this address stands, and how often it was tried, read from the file of a server that has stopped."""
    with contextlib.closing(sqlite3.connect(house.data / "proxenia.sqlite")) as database:
        return database.execute("SELECT state, attempts FROM outbox WHERE payload LIKE ?", (f"%{address}%",)).fetchone()


def test_a_silent_server_is_given_up_and_the_house_still_stops(tmp_path):
    with silent_server() as port:
        house = House("mail-silent", environment={"PROXENIA_MAIL": f"smtp://127.0.0.1:{port}?tls=off", "PROXENIA_MAIL_FROM": "office@invented.example"})
        try:
            house.make().start()
            director = invite(house, "Invented Silence", "silence@invented.example")
            outbox_letter(director, "silence@invented.example", until=lambda text: "Being sent" in text)
            # As systemd stops it, with a request under way: the request is finished, the delivery given up.
            upload = SlowUpload(director).begin()
            time.sleep(0.5)
            began = time.monotonic()
            house.process.send_signal(signal.SIGTERM)
            time.sleep(1.5)
            assert house.process.poll() is None
            assert upload.finish().status == 303
            assert house.process.wait(30) == 0
            took = time.monotonic() - began
            assert took < 20, f"it took {took:.1f} s; systemd kills after 30"
            # The letter waits as if nobody had tried: the mail server said nothing against it.
            assert in_the_outbox(house, "silence@invented.example") == ("waiting", 0)
        finally:
            house.close()


def test_whoever_is_asked_every_year_can_stop_it_in_the_mail_program(writing_house, post_office, people, look):
    with contextlib.closing(sqlite3.connect(writing_house.data / "proxenia.sqlite", timeout=20)) as database, database:
        # A contact point of the office that was entered long ago and has never said anything.
        (organisation,) = database.execute(
            "SELECT c.organisation_id FROM contact_block c JOIN organisation o ON o.id = c.organisation_id"
            " JOIN office f ON f.id = o.office_id WHERE f.slug = 'duesseldorf' AND o.archived_at IS NULL ORDER BY o.id LIMIT 1").fetchone()
        database.execute("UPDATE contact_block SET confirmed_on = '2026-11-01'")
        database.execute(
            "UPDATE contact_block SET confirmed_on = NULL, updated_at = 0, email = 'Asked@Invented.example' WHERE organisation_id = ?", (organisation,))
    director = writing_house.office("director")
    page = director.get("/office/contact-points")
    director.submit(next(form for form in director.forms(page) if form.action.endswith("/contact-points/questions")))
    mail = post_office.wait()[0]
    assert mail["To"].addresses[0].addr_spec == "Asked@Invented.example"
    address = mail["List-Unsubscribe"].strip("<>")
    assert address.startswith(f"{writing_house.address}/contact-letters/") and address in body(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # Whoever opens it has stopped nothing yet.
    page = people.page(writing_house)
    page.goto(address)
    look(page, "contact-letters")
    page.get_by_role("button", name="Do not ask any more").wait_for()
    # The mail program's one click (RFC 8058): no cookies, no page before it.
    answer = requests.post(address, data={"List-Unsubscribe": "One-Click"}, timeout=30)
    assert answer.status_code == 200 and "You are not asked any more" in answer.text
    page.reload()
    look(page, "contact-letters-stopped")
    assert "You are not asked any more" in page.locator("h1").inner_text()

    desk = people.page(writing_house, "director")
    desk.goto("/office/contact-points?answer=refused")
    assert "Does not want to be asked" in desk.locator("main tbody").last.inner_text()
    look(desk, "contact-points-refused")
    desk.goto(f"/office/organisations/{organisation}")
    look(desk, "organisation-not-to-be-asked")
    desk.get_by_role("button", name="It still holds: confirm it today").click()
    desk.get_by_text("Confirmed today.").wait_for()
    # A slip is mended on the same page.
    page.get_by_role("button", name="That was a mistake: go on asking").click()
    page.get_by_role("button", name="Do not ask any more").wait_for()


def test_wrong_settings_are_refused_in_words():
    house = House("mail-wrong", environment={"PROXENIA_MAIL": "mail.city.example", "PROXENIA_MAIL_FROM": "office@invented.example"})
    try:
        house.make()
        with pytest.raises(RuntimeError, match="PROXENIA_MAIL must be the address of an SMTP server"):
            house.start()
    finally:
        house.close()
