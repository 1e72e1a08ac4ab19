"""A second factor from the camera to the code, and a token for a program: as their owner does it."""

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import time
import urllib.parse

import pytest
import requests

from conftest import sign_in


def digits(secret: str, moment: float | None = None) -> str:
    """The code of RFC 6238, computed here and not by the program under test."""
    step = int((time.time() if moment is None else moment) // 30)
    code = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = code[-1] & 15
    return f"{(struct.unpack('>I', code[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def somebody(house) -> tuple[str, str]:
    """A person of their own for this journey: address and password."""
    email = f"invented-{time.time_ns()}@invented.example"
    said = house.command("user", "add", email, "--name", "Invented Second", "--office", "duesseldorf").stdout
    return email, said.strip().rsplit(" ", 1)[1]


def test_a_telephone_reads_the_square_code_and_lets_its_owner_in(house, people, look, somebody, tmp_path):
    email, password = somebody
    page = people.page(house)
    sign_in(page, email, password)
    page.goto("/account/second-factor")
    page.fill("input[name=password]", password)
    page.click("main form .button--act")
    page.wait_for_selector("svg.square-code")
    look(page, "second-factor-set-up")

    # Somebody else's program reads the square code from the picture.
    page.emulate_media(color_scheme="light")
    page.locator("svg.square-code").screenshot(path=tmp_path / "code.png")
    read = subprocess.run(["zbarimg", "--quiet", "--raw", tmp_path / "code.png"], capture_output=True, text=True, check=True).stdout.strip()
    parts = urllib.parse.urlsplit(read)
    values = dict(urllib.parse.parse_qsl(parts.query))
    assert (parts.scheme, parts.netloc, values["issuer"]) == ("otpauth", "totp", "Proxenia")
    assert urllib.parse.unquote(parts.path) == f"/Proxenia:{email}"
    secret = values["secret"]

    page.fill("input[name=code]", digits(secret))
    page.click("main form .button--act")
    page.wait_for_selector("ul.codes li")
    recovery = page.locator("ul.codes li").all_inner_texts()
    assert len(set(recovery)) == 10
    look(page, "recovery-codes")

    # Another browser: the password alone is not enough.
    other = people.page(house)
    other.watch.expected_status.add(422)
    other.goto("/sign-in?back=/office/organisations")
    other.fill("input[name=email]", email)
    other.fill("input[name=password]", password)
    other.press("input[name=password]", "Enter")
    other.wait_for_url("**/sign-in/code")
    look(other, "sign-in-code")
    other.goto("/office")
    assert "/sign-in" in other.url
    other.goto("/sign-in/code")
    other.fill("input[name=code]", digits(secret, time.time() + 600))
    other.press("input[name=code]", "Enter")
    assert "fast" in other.locator("main").inner_text()
    other.fill("input[name=code]", recovery[3])
    other.press("input[name=code]", "Enter")
    other.wait_for_url("**/account/second-factor")
    assert "9 are left" in other.locator("main").inner_text()


def test_a_program_reads_with_a_token(house, people, look, somebody):
    email, password = somebody
    page = people.page(house)
    sign_in(page, email, password)
    page.goto("/account/tokens")
    page.fill("input[name=name]", "Invented calendar of the press office")
    page.check("input[name=resources][value=organisations]")
    page.click("main form .button--act")
    token = re.search(r"proxenia_[\w-]{43}", page.locator("main").inner_text()).group()
    look(page, "token-made")
    question = f"{house.address}/api/v1/organisations?limit=1"
    assert requests.get(question, timeout=10).status_code == 401
    answer = requests.get(question, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert answer.status_code == 200 and answer.json()["items"]
    page.goto("/account/tokens")
    look(page, "tokens-some")
    page.locator("main tbody tr", has_text="press office").locator("button").click()
    page.wait_for_load_state()
    assert requests.get(question, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 401
    assert token not in house.log.read_text(errors="replace")


def test_a_program_writes_with_a_token_made_out_for_it(house, people, look, somebody):
    email, password = somebody
    page = people.page(house)
    sign_in(page, email, password)
    page.goto("/account/tokens")
    page.fill("input[name=name]", "Invented import of the port")
    page.check("input[name=writes][value=organisations]")
    page.check("input[name=resources][value=people]")
    page.click("main form .button--act")
    token = re.search(r"proxenia_[\w-]{43}", page.locator("main").inner_text()).group()
    bearer = {"Authorization": f"Bearer {token}", "Idempotency-Key": "night-17"}
    address = f"{house.address}/api/v1/organisations"
    club = {"name": "Invented Port Club", "kind": "club", "published": False}
    # What the browser that is signed in sends along opens nothing.
    page.watch.expected_status.add(401)
    status = page.evaluate(
        """async (club) => (await fetch('/api/v1/organisations',
            {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(club)})).status""", club)
    assert status == 401
    made = requests.post(address, json=club, headers=bearer, timeout=10)
    assert made.status_code == 201
    assert requests.post(address, json=club, headers=bearer, timeout=10).json()["id"] == made.json()["id"]
    page.goto(made.json()["href"])
    assert "Invented Port Club" in page.locator("main").inner_text()
    changed = requests.patch(
        house.address + made.headers["location"], json={"revision": 1, "website": "port.example.org"}, headers=bearer | {"Idempotency-Key": "night-18"},
        timeout=10)
    assert changed.status_code == 200 and changed.json()["website"] == "https://port.example.org"
    assert requests.post(f"{house.address}/api/v1/notes", json={}, headers=bearer, timeout=10).status_code == 403
    page.goto("/account/tokens")
    look(page, "tokens-writing")
    assert "Read and write: Organisations" in page.locator("main tbody").inner_text()
    page.locator("main tbody tr", has_text="import of the port").locator("button").click()
