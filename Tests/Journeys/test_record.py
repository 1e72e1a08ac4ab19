"""A record taken away: verified by a program of other people's making, without the server."""

import pathlib
import subprocess
import sys

VERIFY = pathlib.Path(__file__).resolve().parents[1] / "Ledger/verify.py"


def verify(file: pathlib.Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(VERIFY), str(file)], capture_output=True, text=True)


def test_a_record_is_taken_away_and_verified_elsewhere(house, people, tmp_path):
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Haifa")
    page.click("main tbody th a >> nth=0")
    page.click("main .tabs >> text=History")
    with page.expect_download() as found:
        page.click("text=Take the record away")
    file = tmp_path / "record.html"
    found.value.save_as(file)
    done = verify(file)
    assert done.returncode == 0, done.stdout + done.stderr
    text = file.read_text()
    assert "What is agreed" in text and "src=" not in text and "http://" not in text.split('id="record"')[0]
    # One digit of one entry, and it is noticed and named.
    place = text.index('"clock":2')
    file.write_text(text[:place] + '"clock":3' + text[place + 9 :])
    spoilt = verify(file)
    assert spoilt.returncode == 1 and "bad-signature" in spoilt.stdout, spoilt.stdout


def test_the_documents_travel_with_the_record(house, people, look, tmp_path):
    """Put a scan into the record, let the public read it, take the record away, and save the scan from the file without any server."""
    page = people.page(house, "officer", "duesseldorf")
    page.goto("/office/partnerships?q=Haifa")
    page.click("main tbody th a >> nth=0")
    page.click("main .tabs >> text=Files")
    page.click("text=Add files")
    scan = tmp_path / "minutes.txt"
    scan.write_text("Minutes of the steering group, signed. Invented.\n" * 50)
    page.set_input_files("input[type=file]", str(scan))
    page.click("main form .button--act")
    page.goto("/office/partnerships?q=Haifa")
    page.click("main tbody th a >> nth=0")
    page.click("main .tabs >> text=Files")
    page.select_option("select[name=document]", index=1)
    page.click("text=Put it into the record")
    page.click("main tbody >> text=Release to the public")
    page.wait_for_selector("text=is released to the public")
    look(page, "documents")
    citizen = people.page(house, None)
    citizen.goto("/partnerships?q=Haifa&office=duesseldorf")
    citizen.click("main tbody th a >> nth=0")
    look(citizen, "documents-public")
    shown = citizen.request.get(citizen.get_attribute("main a:has-text('minutes.txt')", "href"))
    assert shown.status == 200 and shown.body() == scan.read_bytes()
    page.click("main .tabs >> text=History")
    with page.expect_download() as found:
        page.click("text=Take the record away")
    file = tmp_path / "record.html"
    found.value.save_as(file)
    done = verify(file)
    assert done.returncode == 0, done.stdout + done.stderr
    # Read where there is no server at all.
    alone = people.browser.new_context().new_page()
    alone.goto(file.as_uri())
    with alone.expect_download() as saved:
        alone.click("a[data-document]")
    copy = tmp_path / "copy.txt"
    saved.value.save_as(copy)
    alone.context.close()
    assert copy.read_bytes() == scan.read_bytes() and saved.value.suggested_filename == "minutes.txt"
    # Another byte in the document is noticed.
    text = file.read_text()
    place = text.index('id="document-') + len('id="document-') + 66
    file.write_text(text[: place + 9] + ("A" if text[place + 9] != "A" else "B") + text[place + 10 :])
    spoilt = verify(file)
    assert spoilt.returncode == 1 and "a document with other bytes" in spoilt.stdout, spoilt.stdout


def test_an_office_changes_its_key_and_the_partner_reads_it(house, people, tmp_path):
    """An administrator makes another key; the partner sees it in the history, and the record verifies as before."""
    admin = people.page(house, "admin", "duesseldorf")
    admin.goto("/office/key")
    before = admin.text_content("main .facts .num")
    admin.click("text=Change the key…")
    admin.click("main .dialog .button--act")
    admin.wait_for_url("**/office/key")
    assert admin.text_content("main .facts .num") != before
    assert admin.locator("text=The change is under way").count() == 0
    page = people.page(house, "officer", "reading")
    page.goto("/office/partnerships?q=D%C3%BCsseldorf")
    page.click("main tbody th a >> nth=0")
    page.click("main .tabs >> text=History")
    assert "Changed its key" in page.text_content("main .history")
    with page.expect_download() as found:
        page.click("text=Take the record away")
    file = tmp_path / "record.html"
    found.value.save_as(file)
    done = verify(file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_changes_a_key_while_the_server_runs(house, people, tmp_path):
    said = house.command("ledger", "rotate", "--office", "reading").stdout
    assert "signs with another key in 2 records now" in said, said
    assert "signs with another key in 2 records now" in house.command("ledger", "rotate", "--office", "reading", "--stolen").stdout
    wrong = house.command("ledger", "rotate", "--office", "atlantis", check=False)
    assert wrong.returncode == 1 and "There is no office “atlantis”" in wrong.stderr
    assert "ok" in house.command("ledger", "verify").stdout
    page = people.page(house, "officer", "reading")
    page.goto("/office/partnerships?q=D%C3%BCsseldorf")
    page.click("main tbody th a >> nth=0")
    partnership = page.url.rsplit("/", 1)[-1]
    page.click("main .tabs >> text=Talk")
    page.fill("textarea[name=text]", "Signed with the third key. Invented.")
    page.click("text=Say it")
    page.click("main .tabs >> text=History")
    history = page.text_content("main .history")
    assert "Wrote a message" in history and "Revoked its key" in history and "does not verify" not in history
    file = tmp_path / "record.html"
    house.command("ledger", "export", partnership, str(file))
    done = verify(file)
    assert done.returncode == 0, done.stdout + done.stderr
