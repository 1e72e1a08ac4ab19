"""A new server, with nothing in it: whoever opens it first says which city it is for, and is in."""

from __future__ import annotations

import pytest
from house import House


@pytest.fixture
def new_house(house):
    """A server on an empty folder, but for the gazetteer, which is slow to build."""
    empty = House("first-start")
    for file in house.data.glob("gazetteer-*"):
        (empty.data / file.name).write_bytes(file.read_bytes())
    empty.start()
    yield empty
    empty.close()


def test_the_first_visitor_sets_up_the_office(new_house, people, look):
    page = people.page(new_house)
    page.watch.expected_status.add(422)
    page.goto("/")
    page.wait_for_url("**/set-up")
    look(page, "set-up")
    page.fill("[name=city-text]", "Chemnitz")
    page.get_by_role("option", name="Chemnitz").first.click()
    page.fill("[name=name]", "Invented Irmgard")
    page.fill("[name=email]", "irmgard@chemnitz.example")
    page.fill("[name=password]", "short")
    page.click("main .button--act")
    assert page.locator("main .problem").count() >= 1
    assert page.input_value("[name=name]") == "Invented Irmgard" and "Chemnitz" in page.input_value("[name=city-text]")
    look(page, "set-up-wrong")
    page.fill("[name=password]", "a lantern on the quay")
    page.click("main .button--act")
    page.wait_for_url("**/office")
    assert "Chemnitz" in page.text_content("body")
    look(page, "today-first")
    for path in ("organisations", "partnerships", "people", "files", "contact-points", "partnerships/map", "partnerships/anniversaries", "partnerships/sleeping", "audit"):
        page.goto(f"/office/{path}")
        look(page, "first-" + path.replace("/", "-"))

    # Whoever comes second cannot do it again.
    stranger = people.page(new_house)
    stranger.watch.expected_status.add(404)
    assert stranger.goto("/set-up").status == 404
