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
