"""An officer attaches the signed memorandum and a photograph to a partnership; a colleague finds a word in it; one file goes and comes back."""

from __future__ import annotations

import pathlib
import time

import pytest

from house import ROOT

MEMORANDUM = """<h1>Memorandum of Understanding</h1><p>Both cities will exchange experience on tramways and harbour railways.</p>
<p lang="zh">两市将在港口铁路方面交流经验。</p><p>Invented for a test.</p>"""


@pytest.fixture
def papers(people, house, tmp_path) -> list[pathlib.Path]:
    """A PDF as a browser prints it, a picture, and an archive that says to be a PDF."""
    page = people.page(house)
    page.set_content(MEMORANDUM)
    page.pdf(path=str(tmp_path / "Memorandum_of_Understanding.pdf"), format="A4")
    (tmp_path / "Delegation in the harbour.png").write_bytes((ROOT / "docs/pictures/public-home.png").read_bytes())
    (tmp_path / "minutes.pdf").write_bytes(b"PK\x05\x06" + bytes(18))
    return sorted(tmp_path.iterdir())


def test_officer_keeps_the_papers_of_a_partnership(house, people, look, papers):
    page = people.page(house, "officer")
    page.watch.expected_status.add(422)
    page.goto("/office/files")
    look(page, "files-none")

    # From the partnership's page, all three at once; the one that is no PDF is named, the others are kept.
    page.goto("/office/partnerships")
    page.goto(page.locator("main tbody th a").first.get_attribute("href"))
    partnership = page.url
    page.get_by_role("link", name="Add files").click()
    look(page, "files-new")
    page.set_input_files("input[type=file]", [str(paper) for paper in papers])
    page.fill("[name=note]", "Signed in the town hall.")
    page.click("main form .button--act")
    said = page.locator("main [role=alert]").inner_text()
    assert "minutes.pdf" in said and "it is a ZIP archive" in said and "other 2 files" in said
    assert page.input_value("[name=note]") == "Signed in the town hall."
    look(page, "files-refused")

    # The pictures are made in the background.
    waiting = time.monotonic()
    while True:
        page.goto(partnership)
        if page.locator("img.files-thumb").count() == 2:
            break
        assert time.monotonic() - waiting < 60, "no pictures were made"
        time.sleep(0.5)
    page.wait_for_function("[...document.querySelectorAll('img.files-thumb')].every(i => (i.loading = 'eager') && i.complete && i.naturalWidth > 0)")
    look(page, "partnership-with-files")

    # A colleague finds words in it, in both scripts.
    reader = people.page(house, "colleague")
    for words in ["harbour railways", "港口"]:
        reader.goto("/office/search")
        reader.fill("#words", words)
        reader.press("#words", "Enter")
        reader.wait_for_url("**/office/search?*")
        assert "Memorandum of Understanding" in reader.locator("main table.files").inner_text()
        assert reader.locator("main table.files mark").count() == 1
    look(reader, "search-in-files")
    reader.get_by_role("link", name="Memorandum of Understanding").click()
    reader.locator(".files-picture img").wait_for()
    look(reader, "file-as-colleague")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Save to this computer").click()
    assert pathlib.Path(download.value.path()).read_bytes() == papers[1].read_bytes()
    assert download.value.suggested_filename == "Memorandum_of_Understanding.pdf"

    # A second version; the first stays.
    page.get_by_role("link", name="Memorandum of Understanding").click()
    page.get_by_role("link", name="Replace by a new version").click()
    look(page, "file-version")
    page.set_input_files("input[type=file]", str(papers[0]))
    page.click("main form .button--act")
    page.wait_for_url(lambda url: not url.endswith("/version"))
    assert "Version 1" in page.locator("main").inner_text()
    waiting = time.monotonic()
    while page.locator(".files-picture img").count() == 0 and time.monotonic() - waiting < 60:
        time.sleep(0.5)
        page.reload()
    look(page, "file")
    page.get_by_role("link", name="Title and note").click()
    look(page, "file-edit")

    # Removed, and taken back.
    page.goto(page.url.removesuffix("/edit"))
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url(partnership)
    assert page.locator("main tr", has_text="Memorandum").count() == 0
    page.goto("/office/files")
    look(page, "files")
    page.goto("/office/files/removed")
    look(page, "files-removed")
    page.get_by_role("link", name="Memorandum of Understanding").click()
    look(page, "file-removed")
    page.get_by_role("button", name="Take it back").click()
    page.goto(partnership)
    assert page.locator("main tr", has_text="Memorandum").count() == 1
