"""A city without a server: the office hands over a link, and with nothing but that link somebody takes part, answers and proposes."""


def test_a_guest_takes_part_by_a_link(house, people, look):
    ours = people.page(house, "officer", "duesseldorf")
    ours.goto("/office/partnerships?q=Chongqing")
    ours.click("main tbody th a >> nth=0")
    ours.wait_for_url("**/office/partnerships/*")
    record = ours.url.split("?")[0]
    ours.goto(record + "/agreement")
    ours.click("main a:has-text('Invite a guest for') >> nth=0")
    ours.wait_for_selector("h1:has-text('Invite a guest')")
    look(ours, "guest-new")
    # What was typed comes back with what is wrong with it.
    ours.fill("input[name=name]", "王芳 (invented)")
    ours.fill("input[name=email]", "no address")
    ours.watch.expected_status.add(422)
    ours.click("main .dock .button--act")
    ours.wait_for_selector("text=This is not an e-mail address.")
    assert ours.input_value("input[name=name]") == "王芳 (invented)"
    ours.fill("input[name=email]", "guest@invented.example")
    ours.click("main .dock .button--act")
    ours.wait_for_selector("text=it is shown only once")
    look(ours, "guest-link")
    address = ours.inner_text("#link")
    link = address[address.index("/guest/"):]
    ours.click("main a:has-text('Done')")
    ours.wait_for_selector("text=not opened yet")
    look(ours, "agreement-with-guest")

    # Another browser, nobody signed in.
    guest = people.page(house, None)
    guest.goto(link)
    guest.wait_for_selector("text=Take part and assent")
    look(guest, "guest-overview")
    for tab in ["agreement", "plan", "indicators", "activities", "communication", "umbrella", "talk", "record"]:
        guest.goto(f"{link}/{tab}")
        assert guest.locator("main h1").count() == 1
    guest.goto(f"{link}/talk")
    guest.fill("textarea[name=text]", "We are glad to be asked.")
    guest.click("text=Say it")
    guest.wait_for_selector("text=We are glad to be asked.")
    look(guest, "guest-talk")
    guest.goto(link)
    guest.click("text=Take part and assent")
    guest.wait_for_selector("text=takes part: nothing of what is agreed changes")

    # The guest proposes; the office assents.
    guest.goto(f"{link}/term/edit")
    guest.fill("input[name=until]", "30.06.2031")
    look(guest, "guest-form")
    guest.click("main .dock .button--act")
    guest.wait_for_selector("text=Your draft, not proposed yet")
    look(guest, "guest-draft")
    guest.fill("input[name=note]", "As we said on the telephone")
    guest.click("main .proposal-note .button--act")
    guest.wait_for_selector("text=You propose a change to the agreement")
    ours.goto(record + "/agreement")
    assert "signs by its guests" in ours.inner_text("main")
    ours.click("main .proposal >> text=Assent")
    ours.wait_for_selector("text=Agreed: all parties have assented.")
    ours.goto(record + "/talk")
    assert "a guest of" in ours.inner_text("main .history")

    # The office proposes; the guest assents, on the page where they came in.
    ours.goto(record + "/term/edit")
    ours.fill("input[name=review]", "30.06.2030")
    ours.click("main .dock .button--act")
    ours.goto(record + "/agreement")
    ours.click("main .proposal-note .button--act")
    ours.wait_for_selector("text=You propose a change to the agreement")
    guest.goto(link)
    guest.wait_for_selector("text=proposes a change to the agreement")
    look(guest, "guest-proposal")
    guest.click("main .proposal >> text=Assent")
    guest.wait_for_selector("text=Agreed: all parties have assented.")
    assert "30 June 2030" in guest.inner_text("main")
    guest.goto(f"{link}/record")
    look(guest, "guest-record")

    # In German, as their browser asks for it.
    german = people.page(house, None, language="de-DE")
    german.goto(link)
    german.wait_for_selector("text=Was Sie hier tun können")
    look(german, "guest-overview-german")

    # Ended, the link says so.
    ours.goto(record + "/agreement")
    assert "last opened on" in ours.inner_text("main")
    ours.click("main button:text-is('End')")
    ours.wait_for_selector("text=opens nothing any more")
    guest.watch.expected_status.add(410)
    guest.goto(link)
    guest.wait_for_selector("text=This link is no longer good")
    look(guest, "guest-over")
