"""Two offices make a partnership for three years that neither changes alone; a third joins, one suspends and resumes, and all read the same history."""

import datetime


def day(offset):
    """Some days from today, as an official types it."""
    return (datetime.date.today() + datetime.timedelta(days=offset)).strftime("%d.%m.%Y")


def save(page):
    page.click("main .dock .button--act")
    page.wait_for_load_state()


def propose(page, home, note):
    page.goto(home + "/agreement")
    page.fill("input[name=note]", note)
    page.click("main >> text=Propose to")
    page.wait_for_selector("text=You propose a change to the agreement")


def assent(page, home):
    page.goto(home + "/agreement")
    page.click("main .proposal >> text=Assent")
    page.wait_for_load_state()


def history(page, home):
    """Every entry as it is read: when, who, what, what it changed and superseded, and whether its signature holds; the newest first."""
    lines = []
    page.goto(home + "/record")
    while True:
        lines += page.locator("main ol.record > li").all_inner_texts()
        older = page.locator("main a:has-text('Older')")
        if not older.count():
            return lines
        page.goto(older.first.get_attribute("href"))


def test_a_partnership_that_all_its_cities_own(either_house, people, look):
    house = either_house
    ours, theirs = people.page(house, "officer", "duesseldorf"), people.page(house, "officer", "haifa")

    # A project of its own beside the old partnership: the register asks whether both are meant.
    ours.goto("/office/partnerships/new?place=294801")
    ours.select_option("select[name=kind]", "smart-city")
    ours.select_option("select[name=status]", "exploring")
    ours.fill("input[name=theme]", "Buses on time (invented)")
    save(ours)
    ours.wait_for_url("**/office/partnerships/*-*")
    us = ours.url

    # Without what it needs it is not called active, unless somebody says why.
    ours.watch.expected_status.add(422)
    ours.select_option("select[name=status]", "active")
    ours.click("main form[action$=status] button")
    ours.wait_for_selector("text=This is missing before that")
    ours.goto(us + "/agreement")
    ours.click("text=Invite Haifa")
    theirs.goto("/office")
    theirs.click("text=Düsseldorf invites you >> nth=-1")
    if theirs.locator("input[name=existing][value='']").count():
        theirs.check("input[name=existing][value='']")
    theirs.click("text=Join and assent")
    theirs.wait_for_selector("text=signed by all parties")
    them = theirs.url.removesuffix("/agreement")

    # The plan, the term, four indicators: one proposal.
    ours.goto(us + "/plan/edit")
    ours.fill("[name=objective]", "Buses pass the port junctions without waiting. Invented.")
    ours.fill("[name=success]", "Nobody misses the ferry because of a bus.")
    save(ours)
    ours.goto(us + "/term/edit")
    for name, value in [("from", day(-730)), ("until", day(270)), ("review", day(90))]:
        ours.fill(f"[name={name}]", value)
    save(ours)
    ours.goto(us + "/communication/edit")
    ours.fill("[name=language]", "English")
    ours.fill("[name=channel]", "Video call every second Thursday")
    save(ours)
    for name, way, start, target in [("Junctions with priority", "up", "0", "24"), ("Late arrivals", "down", "31", "10"), ("Passengers", "up", "100", "130"), ("Complaints", "down", "40", "0")]:
        ours.goto(us + "/indicators/new")
        ours.fill("input[name=name]", name)
        ours.select_option("select[name=direction]", way)
        ours.fill("input[name=baseline]", start)
        ours.fill("input[name=baseline-on]", day(-730))
        ours.fill("input[name=target]", target)
        ours.fill("input[name=due]", day(270))
        save(ours)
    # Who does what until when.
    for title, due in [("Signals at the port junctions", day(200)), ("Handbook in two languages", day(-30))]:
        ours.goto(us + "/activities/new")
        ours.fill("input[name=title]", title)
        ours.select_option("select[name=party]", label="Haifa" if "Handbook" in title else "Düsseldorf")
        ours.fill("input[name=due]", due)
        save(ours)
    theirs.goto(them + "/indicators")
    assert theirs.locator("main .table--ind").count() == 0, "a draft is nobody else's"
    # Each names whom to write to: its own to name.
    for page, home, party, name in [(ours, us, "Düsseldorf", "Invented Contact Krause"), (theirs, them, "Haifa", "Invented Contact Levi")]:
        page.goto(home + "/contacts/new")
        page.select_option("select[name=party]", label=party)
        page.fill("input[name=name]", name)
        page.select_option("select[name=role]", "nodal")
        save(page)
    ours.goto(us + "/communication")
    assert "Invented Contact Levi" in ours.inner_text("main")
    propose(ours, us, "Three years, four figures")

    # Haifa answers with another target.
    theirs.goto(them + "/agreement")
    look(theirs, "story-proposal")
    theirs.click("main .proposal >> text=Counter-propose")
    theirs.wait_for_selector("text=It lies in your draft")
    theirs.locator("main .proposal tr", has_text="Junctions with priority").locator("a", has_text="Change").first.click()
    theirs.fill("input[name=target]", "30")
    save(theirs)
    propose(theirs, them, "Thirty are within reach")

    # Düsseldorf's council decides, and the office assents.
    ours.goto(us + "/agreements")
    ours.click("main >> text=New decision")
    ours.select_option("select[name=party]", label="Düsseldorf")
    ours.select_option("[name=body]", "council")
    ours.select_option("[name=subject]", "partnership")
    for name, value in [("for", "7"), ("against", "2"), ("on", day(-3)), ("link", "council.example/2026/41")]:
        ours.fill(f"[name={name}]", value)
    save(ours)
    ours.wait_for_selector("text=Approved 7 to 2 by the city council")
    assent(ours, us)
    for page, home in [(ours, us), (theirs, them)]:
        page.goto(home + "/indicators")
        row = page.locator("main .table--ind tr", has_text="Junctions with priority")
        assert "30" in row.inner_text() and page.locator("main .table--ind tbody tr").count() == 4

    # The agreement in two languages, signed by both.
    ours.goto(us + "/agreements")
    ours.click("main >> text=New agreement")
    ours.fill("[name=title]", "Agreement on buses at the ports")
    for place, (tag, text) in enumerate([("de", "# Ziel\n\nBusse ohne Halt. Erfunden."), ("he", "# מטרה\n\nאוטובוסים בזמן. בדוי.")]):
        ours.locator("select[name=texts-language]").nth(place).select_option(tag)
        ours.locator("textarea[name=texts-text]").nth(place).fill(text)
    ours.fill("[name=effective]", day(-1))
    ours.fill("[name=expires]", day(270))
    save(ours)
    propose(ours, us, "As the mayors will sign it")
    assent(theirs, them)
    for page, home, party, name in [(ours, us, "Düsseldorf", "Invented Mayor Albers"), (theirs, them, "Haifa", "Invented Mayor Shoham")]:
        page.goto(home + "/agreements")
        page.click("main .accord .block-head >> text=New signature")
        page.select_option("select[name=party]", label=party)
        page.fill("[name=name]", name)
        page.select_option("[name=post]", "leader")
        page.fill("[name=on]", day(0))
        save(page)
    ours.reload()
    assert "Invented Mayor Albers" in ours.inner_text("main") and "Invented Mayor Shoham" in ours.inner_text("main")
    ours.goto(us)
    ours.select_option("select[name=status]", "active")
    ours.fill("textarea[name=reason]", "Signed by both mayors.")
    ours.click("main form[action$=status] button")
    ours.wait_for_selector("text=now stands as: Active")

    # Neither changes an agreed line alone; both measure.
    for page, home, value, back in [(ours, us, "6", -500), (theirs, them, "14", -200), (ours, us, "21", -20)]:
        page.goto(home + "/indicators")
        page.click("main section.block:has-text('Junctions with priority') .actions >> text=New measurement")
        page.fill("input[name=value]", value)
        page.fill("input[name=on]", day(back))
        page.fill("input[name=source]", "Count on the spot (invented)")
        save(page)
    ours.goto(us + "/indicators")
    assert ours.get_attribute("svg.ind", "aria-label") is not None
    look(ours, "story-indicators")
    ours.goto(us + "/term/edit")
    ours.fill("[name=until]", day(2000))
    save(ours)
    theirs.goto(them + "/agreement")
    assert theirs.locator(".proposal").count() == 0 and (datetime.date.today() + datetime.timedelta(days=2000)).strftime("%Y") not in theirs.locator(".sheet").inner_text()

    # One suspends; all registers say so, and what was said before stands. Then it goes on.
    theirs.goto(them)
    theirs.select_option("select[name=status]", "suspended")
    theirs.fill("textarea[name=reason]", "All funds are frozen (invented).")
    theirs.click("main form[action$=status] button")
    ours.goto(us)
    ours.wait_for_selector("text=Haifa: All funds are frozen (invented).")
    look(ours, "story-suspended")
    theirs.select_option("select[name=status]", "active")
    theirs.fill("textarea[name=reason]", "Released.")
    theirs.click("main form[action$=status] button")
    ours.goto(us)
    assert "All funds are frozen" not in ours.locator(".pair-facts").inner_text()

    # A third city is proposed, invited, and signs like the others.
    ours.goto(us + "/agreement")
    ours.click("main >> text=Another party")
    ours.fill("input[name=party1-text]", "Reading, United Kingdom")
    save(ours)
    ours.wait_for_selector("text=Its office is on this server and is invited")
    third = people.page(house, "officer", "reading")
    third.goto("/office")
    third.click("text=Düsseldorf invites you >> nth=-1")
    if third.locator("input[name=existing][value='']").count():
        third.check("input[name=existing][value='']")
    third.click("text=Join and assent")
    third.wait_for_load_state()
    at = third.url.removesuffix("/agreement")
    assent(theirs, them)
    third.goto(at + "/agreement")
    assert third.locator("main li", has_text="signs").count() == 3
    look(third, "story-three")

    # Everybody's history shows the same entries.
    mine = history(ours, us)
    assert len(mine) > 20 and mine == history(theirs, them) == history(third, at)
    assert all("signature verified" in line for line in mine)
    ours.goto(us + "/life")
    look(ours, "story-life")
    house.command("ledger", "verify")
