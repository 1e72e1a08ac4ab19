"""Single sign-on with a provider that holds it to PKCE (RFC 7636): challenge, verifier, and that the one belongs to the other."""

from __future__ import annotations

import re

import pytest
import requests

from house import House
from strict_provider import StrictProvider


@pytest.fixture(scope="module")
def provider():
    with StrictProvider(
        sub="kim", email="kim@invented.example", email_verified=True, name="Invented Kim", groups=["staff"]
    ) as provider:
        yield provider


@pytest.fixture(scope="module")
def tied_house(provider):
    house = House("pkce", environment={
        "PROXENIA_SSO": provider.address, "PROXENIA_SSO_CLIENT": "proxenia", "PROXENIA_SSO_SECRET": "an invented secret",
        "PROXENIA_SSO_GROUPS": "staff=officer@duesseldorf"})
    house.environment["PROXENIA_ADDRESS"] = house.address
    try:
        house.make().start()
        yield house
    finally:
        house.close()


def browser() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def test_a_code_is_worth_nothing_without_its_verifier(tied_house, provider):
    visitor = browser()
    arrived = visitor.get(f"{tied_house.address}/sign-in/single?back=/office", timeout=30)
    assert arrived.status_code == 200 and "Invented Kim" in arrived.text, arrived.text[:2000]
    asked, sent = provider.questions[-1], provider.exchanges[-1]
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    # SHA-256 in base64url without padding (4.2); the verifier as long and of such signs as 4.1 wants it.
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", asked["code_challenge"])
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", sent["code_verifier"])
    assert sent["redirect_uri"] == asked["redirect_uri"] == f"{tied_house.address}/sign-in/single/return"
    # The provider itself compared the two.
    assert provider.answers[-1] == 200

    # Each sign-in has its own, and the browser is never told the verifier in words it can read in an address.
    browser().get(f"{tied_house.address}/sign-in/single", timeout=30)
    assert provider.questions[-1]["code_challenge"] != asked["code_challenge"]
    assert provider.exchanges[-1]["code_verifier"] != sent["code_verifier"]
    assert all("code_verifier" not in question and sent["code_verifier"] not in question.values() for question in provider.questions)


def test_somebody_elses_code_opens_nothing(tied_house, provider):
    def leave(visitor: requests.Session) -> dict[str, str]:
        """Out to the provider, and the code and state it gives, not brought back yet."""
        out = visitor.get(f"{tied_house.address}/sign-in/single", timeout=30, allow_redirects=False)
        back = visitor.get(out.headers["location"], timeout=30, allow_redirects=False)
        return dict(part.split("=", 1) for part in back.headers["location"].split("?", 1)[1].split("&"))

    victim, thief = browser(), browser()
    stolen, own = leave(victim), leave(thief)
    # The thief's browser brings the victim's code with its own state: the verifier is the thief's, and does not fit.
    answer = thief.get(f"{tied_house.address}/sign-in/single/return", params={"code": stolen["code"], "state": own["state"]}, timeout=30)
    assert provider.exchanges[-1]["code"] == stolen["code"] and provider.answers[-1] == 400
    assert answer.status_code == 502 and "proxenia" not in thief.cookies
