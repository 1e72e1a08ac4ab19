"""Two cities, two browsers side by side: one invites, both agree, and from then on neither changes a line alone."""

import time


def test_two_cities_agree_in_two_browsers(house, people, look):
    ours = people.page(house, "officer", "duesseldorf")
    theirs = people.page(house, "officer", "haifa")

    ours.goto("/office/partnerships?q=Haifa")
    ours.click("main tbody th a >> nth=0")
    ours.wait_for_url("**/office/partnerships/*")
    ours.click("text=stated by us alone")
    ours.wait_for_selector("text=So far stated by one party alone")
    look(ours, "agreement-alone")
    ours.click("text=Invite Haifa")
    ours.wait_for_selector("text=Haifa is invited")

    theirs.goto("/office")
    theirs.click("text=Düsseldorf invites you")
    theirs.wait_for_selector("text=What Düsseldorf has stated")
    look(theirs, "invitation-to-share")
    theirs.click("text=Join and assent")
    theirs.wait_for_selector("text=signed by all parties")
    look(theirs, "agreement-shared")

    theirs.click("main .crumbs a >> nth=1")
    theirs.click("main header .actions >> text=Edit")
    theme = f"Invented theme {time.time_ns() % 1000}"
    theirs.fill("input[name=theme]", theme)
    theirs.click("main .dock .button--act")
    theirs.wait_for_selector("text=Your draft, not proposed yet")
    look(theirs, "agreement-draft")
    theirs.fill("input[name=note]", "As we said on the telephone")
    theirs.click("text=Propose to Düsseldorf")
    theirs.wait_for_selector("text=You propose a change to the agreement")

    ours.goto("/office")
    ours.click("main a:has-text('Haifa') >> nth=0")
    ours.goto(ours.url if ours.url.endswith("/agreement") else ours.url.rstrip("/") + "/agreement")
    ours.wait_for_selector("text=Haifa proposes a change to the agreement")
    look(ours, "proposal-to-answer")
    ours.click("main .proposal >> text=Assent")
    ours.wait_for_selector("text=Agreed: all parties have assented.")
    assert theme in ours.locator("main .facts").first.inner_text()

    theirs.reload()
    assert theme in theirs.locator("main .facts").first.inner_text()
    assert theirs.locator(".proposal").count() == 0
