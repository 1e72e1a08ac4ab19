"""An agreement in three languages is entered, signed, approved by a council, and measured against what makes a sister city."""

import datetime

GERMAN = """# Artikel 1: Ziel

Beide Städte arbeiten in der **Jugendbegegnung** und im *Nahverkehr* zusammen. Erfunden für diese Probe.

# Artikel 2: Beiträge

| Stadt | Beitrag im Jahr |
|---|---|
| Düsseldorf | 20 Plätze für Praktika |
| Warschau | ein Sommerlager |

# Artikel 3: Dauer

Drei Jahre. <b>Danach</b> wird neu verhandelt."""

POLISH = """# Artykuł 1: Cel

Oba miasta współpracują w dziedzinie **wymiany młodzieży** i *transportu*. Tekst zmyślony.

# Artykuł 2: Wkład

- Düsseldorf: 20 miejsc praktyk
- Warszawa: obóz letni

# Artykuł 3: Czas trwania

Trzy lata. Zob. www.example.org."""

HEBREW = """# סעיף 1: מטרה

שתי הערים פועלות יחד בחילופי נוער ובתחבורה. טקסט בדוי.

# סעיף 3: תוקף

שלוש שנים."""


def day(offset):
    """Some days from today, as an official types it."""
    return (datetime.date.today() + datetime.timedelta(days=offset)).strftime("%d.%m.%Y")


def test_what_was_signed_is_in_the_record(house, people, look):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Warsaw")
    page.click("main tbody th a >> nth=0")
    page.wait_for_url("**/office/partnerships/*")
    home = page.url
    page.click("main .tabs >> text=Agreements")
    page.wait_for_selector("text=No agreement yet")
    look(page, "agreements-empty")

    page.click("main >> text=New agreement")
    page.fill("[name=title]", "Agreement on youth and transport")
    for place, (tag, text) in enumerate([("de", GERMAN), ("pl", POLISH)]):
        page.locator("select[name=texts-language]").nth(place).select_option(tag)
        page.locator("textarea[name=texts-text]").nth(place).fill(text)
    page.locator("textarea[name=texts-text]").nth(2).fill(HEBREW)
    page.fill("[name=effective]", day(-800))
    page.fill("[name=expires]", day(-900))
    page.fill("[name=renewal]", "Both councils decide half a year before the end.")
    page.watch.expected_status.add(422)
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Choose the language of each text.")
    page.wait_for_selector("text=It ends before it is in force.")
    assert page.locator("textarea[name=texts-text]").nth(2).input_value() == HEBREW
    look(page, "agreement-form")
    page.locator("select[name=texts-language]").nth(2).select_option("he")
    page.fill("[name=expires]", day(280))
    page.click("main .dock .button--act")
    page.wait_for_selector("text=expires in 9 months")
    assert page.locator(".version").count() == 3
    assert "<b>Danach</b>" in page.locator(".prose[lang=de]").inner_text()
    assert page.get_attribute(".prose[lang=he]", "dir") == "rtl"
    page.wait_for_selector("text=No signature of the leader is entered for Düsseldorf and Warsaw.")

    for party, name, post, title in [
        ("Düsseldorf", "Invented Katrin Albers", "leader", "Lord Mayor"),
        ("Warsaw", "Zmyślona Anna Nowak", "leader", "President of the city"),
        ("Warsaw", "Zmyślony Jan Kowalski", "other", "Chair of the youth council"),
    ]:
        page.click("main .accord .block-head >> text=New signature")
        assert page.locator("select[name=agreement] option:checked").inner_text() == "Agreement on youth and transport"
        page.select_option("select[name=party]", label=party)
        page.fill("[name=name]", name)
        page.select_option("[name=post]", post)
        page.fill("[name=post-text]", title)
        page.fill("[name=on]", day(-801))
        page.fill("[name=place]", "Warsaw")
        page.fill("[name=languages]", "German, Polish")
        if post == "other":
            look(page, "signature-form")
        page.click("main .dock .button--act")
        page.wait_for_selector(f"text={name}")
    page.wait_for_selector("text=All leaders have signed the same agreement.")

    page.click("main >> text=Enter the decision of the council")
    assert page.input_value("[name=body]") == "council"
    page.select_option("select[name=party]", label="Düsseldorf")
    page.fill("[name=for]", "7")
    page.fill("[name=on]", day(-830))
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Enter the votes against it as well; 0 for none.")
    page.fill("[name=against]", "2")
    page.fill("[name=abstain]", "1")
    page.fill("[name=conditions]", "A report to the council every year.\nAt most 20,000 euros a year.")
    page.fill("[name=link]", "council.example/2024/117")
    look(page, "approval-form")
    page.click("main .dock .button--act")
    page.wait_for_selector("text=Approved 7 to 2 by the city council")
    look(page, "agreements")

    page.click("main .accord h2 a")
    page.wait_for_selector("main h1:has-text('Agreement on youth and transport')")
    look(page, "agreement-to-print")

    german = people.page(house, "officer", "duesseldorf", language="de-DE")
    german.goto(home + "/agreements")
    german.wait_for_selector("text=läuft in 9 Monaten ab")
    look(german, "agreements-german")
