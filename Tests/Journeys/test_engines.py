"""One short story on both engines, through the browser: the swift suites test the engines in depth, this tests that nobody notices which it is."""


def test_officer_signs_in_and_reads_the_register(either_house, people):
    page = people.page(either_house, "officer")
    page.goto("/office")
    assert page.locator("h1").inner_text().strip()
    page.goto("/office/partnerships")
    assert page.locator("main tbody tr").count() > 0
    page.goto("/office/organisations")
    assert page.locator("main tbody tr").count() > 0


def test_places_are_found_in_any_script(either_house):
    for typed, number in (("beij", 1816670), ("北京", 1816670), ("Pekin", 1816670), ("Wolwograd", 472757), ("St Petersbourg", 498817)):
        answer = either_house.visitor().get("/api/v1/places", params={"q": typed, "limit": "5"})
        assert answer.status_code == 200, answer.text[:300]
        assert str(number) in answer.text, f"{typed}: {answer.text[:500]}"


def test_the_public_stays_outside(either_house):
    answer = either_house.visitor().get("/office/partnerships", allow_redirects=False)
    assert answer.status_code in (302, 303, 401, 404)


def test_server_stops_as_it_is_told(house):
    """Ctrl-C ends the server cleanly and the same folder serves again."""
    assert house.stop() == 0
    house.start()
    assert house.visitor().get("/healthz").status_code == 200
