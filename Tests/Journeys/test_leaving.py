"""Away and gone: a deputy acts under both names, and whoever leaves hands over what they were responsible for."""

import datetime
import time

import pytest

from conftest import sign_in


@pytest.fixture
def newcomer(house) -> tuple[str, str, str]:
    """An officer of their own for this journey: name, address and password."""
    stamp = time.time_ns()
    name, email = f"Invented Leaver {stamp % 10_000}", f"leaver-{stamp}@invented.example"
    said = house.command("user", "add", email, "--name", name, "--office", "duesseldorf", "--role", "officer").stdout
    return name, email, said.strip().rsplit(" ", 1)[1]


def test_a_deputy_acts_and_goes_on_as_themselves(house, people, look):
    director = people.page(house, "director")
    director.goto("/account")
    director.click("main >> text=Standing in")
    director.wait_for_url("**/account/stand-ins")
    look(director, "stand-in-form")
    director.watch.expected_status.add(422)
    director.click("main form .button--act")
    director.select_option("select[name=deputy]", label="Katrin Albers")
    director.fill("input[name=until]", (datetime.date.today() + datetime.timedelta(days=10)).strftime("%d.%m.%Y"))
    director.click("main form .button--act")
    director.wait_for_selector("text=stands in for you")
    look(director, "stand-in-named")

    deputy = people.page(house, "officer", "duesseldorf")
    deputy.goto("/account")
    deputy.click("text=Act for Milan Verhoeven")
    deputy.wait_for_selector("text=You act for Milan Verhoeven")
    look(deputy, "acting")
    deputy.goto("/office/accounts")
    assert deputy.locator("main h1").inner_text() == "Accounts"
    deputy.click("text=Go on as yourself")
    deputy.wait_for_selector("text=You go on as yourself.")
    assert deputy.locator("text=You act for").count() == 0

    director.goto("/account/stand-ins")
    director.click("text=Take back")
    director.wait_for_selector("text=no longer stands in")


def test_whoever_leaves_hands_over(house, people, look, newcomer):
    name, email, password = newcomer
    leaver = people.page(house)
    sign_in(leaver, email, password)
    leaver.goto("/office/partnerships")
    leaver.click("main tbody th a >> nth=0")
    leaver.wait_for_url("**/office/partnerships/*")
    partnership = leaver.url
    leaver.click("main header .actions >> text=Edit")
    leaver.fill("input[name=lead]", name)
    leaver.click("main .dock .button--act")
    leaver.wait_for_url(partnership)

    director = people.page(house, "director")
    director.goto(f"/office/accounts?q={email}")
    director.click("main tbody th a")
    director.click("text=Hand over, take out of this office")
    director.wait_for_url("**/hand-over")
    look(director, "hand-over")
    director.watch.expected_status.add(422)
    director.click("main .dock .button--act")
    director.wait_for_selector("text=Choose who takes this over")
    look(director, "hand-over-unanswered")
    director.select_option("select[name=to-partnerships]", label="Katrin Albers")
    director.click("main .dock .button--act")
    director.wait_for_selector("text=no longer works in this office")

    director.goto(partnership)
    assert "Katrin Albers" in director.locator("main").inner_text() and name not in director.locator(".facts").first.inner_text()
    leaver.watch.expected_status.add(404)
    leaver.goto("/office/partnerships")
    assert "There is no such page" in leaver.locator("main").inner_text()
