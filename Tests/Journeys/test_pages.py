"""Every page kind: it opens for whom it should, looks right in four forms, and axe-core finds nothing."""

import pytest

from pages import PAGES


def opened(page, kind):
    """Opens a page kind, through its links where it has any; the last answer."""
    path, *links = kind.path.split(" > ")
    answer = page.goto(path)
    for link in links:
        target = page.locator(link).first.get_attribute("href")
        assert target, f"{path} has no link {link}"
        answer = page.goto(target)
    return answer


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_page(kind, house, people, look):
    page = people.page(house, kind.role, office=kind.office, language=kind.language)
    if kind.status != 200:
        page.watch.expected_status.add(kind.status)
    answer = opened(page, kind)
    assert answer.status == kind.status, f"{page.url} answered {answer.status}, not {kind.status}"
    look(page, kind.name)


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind.role is None and kind.status == 200], ids=lambda kind: kind.name)
def test_public_page_without_javascript(kind, house, people):
    page = people.page(house, language=kind.language, javascript=False)
    assert opened(page, kind).status == 200
    assert page.locator("main").inner_text().strip()


def test_names_of_pages_are_distinct():
    names = [kind.name for kind in PAGES]
    assert len(names) == len(set(names))
