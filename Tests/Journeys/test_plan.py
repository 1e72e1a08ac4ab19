"""One officer writes down how two cities work together; the plan is taken to a meeting, and those who only read may read it all."""


def test_a_plan_is_made(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Chemnitz")
    page.click("main tbody th a >> nth=0")
    page.wait_for_url("**/office/partnerships/*")
    home = page.url
    page.goto(home + "/plan")
    page.wait_for_selector("text=No plan yet")
    look(page, "plan-empty")

    page.goto(home + "/plan/edit")
    page.fill("[name=issues]", "Nurses are missing in both cities.")
    page.fill("[name=objective]", "Two hospitals exchange teachers of nursing.\nBoth publish what they learn.")
    page.fill("[name=success]", "Thirty nurses have worked a season in the other city by 2028.")
    page.fill("[name=barriers]", "Three languages, and no office in between.")
    page.fill("[name=risks]", "Visa take long: apply half a year ahead.")
    page.fill("[name=team]", "Invented: one teacher and one administrator on each side.")
    page.fill("[name=deliverables]", "A common curriculum of forty pages.")
    look(page, "plan-form")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Two hospitals exchange teachers")

    page.goto(home + "/communication")
    look(page, "communication-empty")
    page.click("text=Change the ways")
    page.fill("[name=language]", "English")
    page.fill("[name=channel]", "E-mail between the nodal persons; a video call every quarter")
    page.select_option("[name=rhythm]", "quarterly")
    page.click("main .dock .button--act")
    page.click("text=Add a contact point >> nth=0")
    page.fill("[name=name]", "Invented Katrin Albers")
    page.fill("[name=email]", "not an address")
    page.select_option("[name=role]", "nodal")
    assert page.input_value("[name=zone]") == "Europe/Berlin"
    page.watch.expected_status.add(422)
    page.click("main .dock .button--act")
    page.wait_for_selector("text=This is not an e-mail address.")
    page.fill("[name=email]", "international@duesseldorf.example")
    page.fill("[name=telephone]", "+49 211 555 0110")
    page.fill("[name=languages]", "German, English")
    page.fill("[name=hours]", "Monday to Friday, 9 to 16")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Invented Katrin Albers")
    look(page, "communication")

    page.goto(home + "/activities")
    page.wait_for_selector("text=No activities yet")
    for title, due, duty in [("First exchange of four teachers", "2025-09", "RA"), ("Common curriculum", "2099", "R")]:
        page.goto(home + "/activities/new")
        page.fill("[name=title]", title)
        page.fill("[name=deliverable]", "A report of ten pages.")
        page.select_option("[name=party]", index=1)
        page.fill("[name=due]", due)
        page.locator("select[name=roles]").nth(0).select_option(index={"R": 1, "RA": 3}[duty])
        page.locator("select[name=roles]").nth(1).select_option(index=4)
        if duty == "RA":
            look(page, "activity-form")
        page.click("main .dock .button--act")
        page.wait_for_selector(f"text={title}")
    page.click("text=How it stands >> nth=0")
    page.select_option("[name=state]", "under-way")
    page.fill("[name=remark]", "Two have arrived.")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Two have arrived.")
    assert page.locator("text=overdue").count() >= 1
    look(page, "activities")
    page.select_option("[name=state]", "overdue")
    page.click("main .filters button")
    page.wait_for_url("**state=overdue**")
    assert page.locator("main tr[id^=a-]").count() == 1

    page.goto(home + "/talk")
    page.fill("[name=text]", "Who comes in September?\nWe have rooms for four.")
    page.click("text=Say it")
    page.wait_for_selector("text=We have rooms for four.")
    look(page, "talk")

    page.goto(home + "/umbrella")
    page.wait_for_selector("text=Nothing under this roof yet")
    page.click("text=New sub-partnership")
    page.select_option("[name=kind]", "university")
    page.fill("[name=ours]", "Invented Rhine University")
    page.fill("[name=theirs]", "Invented University of the Two Rivers")
    page.fill("[name=since]", "2009")
    page.select_option("[name=state]", "active")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=1 under this roof, 1 of them active.")
    look(page, "umbrella")

    page.goto(home + "/plan")
    plan = page.inner_text("main")
    for said in ["Thirty nurses", "Every quarter", "Invented Katrin Albers", "Common curriculum", "Under way"]:
        assert said in plan, said
    look(page, "plan")

    reader = people.page(house, "council", "duesseldorf")
    reader.goto(home + "/plan")
    assert "Thirty nurses" in reader.inner_text("main") and reader.locator("main a[href$='plan/edit']").count() == 0
    reader.click("text=Empty form")
    reader.wait_for_selector("text=To print and to fill in together.")
    look(reader, "plan-blank")
    reader.goto(home + "/talk")
    assert reader.locator("main textarea").count() == 0
