"""Signing in with the house's own provider: a real OpenID Connect provider on loopback, a real browser between the two."""

from __future__ import annotations

import pytest
import requests
from oidc_provider_mock import run_server_in_thread

from house import House


@pytest.fixture(scope="module")
def provider():
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def tied_house(provider):
    house = House("single-sign-on", environment={
        "PROXENIA_SSO": provider, "PROXENIA_SSO_CLIENT": "proxenia", "PROXENIA_SSO_SECRET": "an invented secret",
        "PROXENIA_SSO_GROUPS": "staff=officer@duesseldorf"})
    # The name under which the browser asks must be the one the provider sends it back to.
    house.address = house.address.replace("127.0.0.1", "localhost")
    house.environment["PROXENIA_ADDRESS"] = house.address
    try:
        house.make().start()
        yield house
    finally:
        house.close()


def person(provider: str, subject: str, **claims) -> None:
    requests.put(f"{provider}/users/{subject}", json={"sub": subject, **claims}, timeout=10).raise_for_status()


def somebody(people, house, provider):
    """A page of somebody who will go through the provider; its own page fetches a style sheet from elsewhere."""
    page = people.page(house)
    page.watch.neighbours = (provider, "https://cdn.jsdelivr.net/")
    return page


def at_the_provider(page, subject: str) -> None:
    page.locator("input[name=sub]").fill(subject)
    page.locator("button", has_text="Authorize").click()


def test_staff_come_in_by_their_group(tied_house, provider, people, look):
    person(provider, "kim", email="kim@invented.example", email_verified=True, name="Invented Kim", groups=["staff", "choir"])
    page = somebody(people, tied_house, provider)
    page.goto("/sign-in?back=/office/organisations")
    look(page, "sign-in-provider")
    page.click("text=Sign in with localhost")
    at_the_provider(page, "kim")
    page.wait_for_url("**/office/organisations")
    assert "Invented Kim" in page.locator(".rail-foot").inner_text() and "Officer" in page.locator(".rail-foot").inner_text()
    # Out of the group, out of the office, at the next sign-in.
    person(provider, "kim", email="kim@invented.example", email_verified=True, name="Invented Kim", groups=["choir"])
    page.goto("/sign-in/single")
    at_the_provider(page, "kim")
    page.wait_for_url("**/account")
    assert "You work in no office here" in page.locator("main").inner_text()


def test_a_stranger_is_told_what_to_do(tied_house, provider, people, look):
    person(provider, "guest", email="guest@invented.example", email_verified=True, name="Invented Guest")
    page = somebody(people, tied_house, provider)
    page.watch.expected_status.add(422)
    page.goto("/sign-in/single")
    at_the_provider(page, "guest")
    page.wait_for_url("**/sign-in/single/return*")
    assert "guest@invented.example" in page.locator("main").inner_text()
    look(page, "single-sign-on-stranger")


def test_an_answer_that_was_not_asked_for_is_none(tied_house, provider, people):
    page = somebody(people, tied_house, provider)
    page.watch.expected_status.add(422)
    answer = page.goto("/sign-in/single/return?code=stolen&state=made-up")
    assert answer.status == 422
    page.goto("/sign-in/single")
    # Out to the provider and back with a state of somebody else's.
    answer = page.goto(f"{tied_house.address}/sign-in/single/return?code=stolen&state=made-up")
    assert answer.status == 422
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "proxenia"]


def test_a_provider_that_is_away_leaves_the_password(people):
    house = House("provider-away", environment={"PROXENIA_SSO": "http://localhost:9", "PROXENIA_SSO_CLIENT": "proxenia"})
    try:
        house.make().start()
        page = people.page(house)
        page.watch.expected_status.add(502)
        assert page.goto("/sign-in/single").status == 502
        assert "sign in with your password" in page.locator("main").inner_text()
    finally:
        house.close()
