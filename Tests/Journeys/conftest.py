"""What every journey stands on: a server with the demonstration, a real browser, people who have signed in."""

from __future__ import annotations

import collections.abc
import os

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from house import House
from look import WIDE, Look, Watch
from post_office import PostOffice
from postgres import TemporaryPostgres

CHROMIUM = "/usr/bin/chromium"
# Journeys run side by side, each worker with houses of its own; "" where there is only one.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in one file is one story, told in order by one worker; each page kind is looked at by whichever has time."""
    for item in items:
        if item.path.name != "test_pages.py":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def house() -> collections.abc.Iterator[House]:
    """The demonstration on SQLite; shared by all journeys of a worker, so a journey that changes something changes what is its own."""
    house = House(f"sqlite{WORKER}")
    try:
        house.make().start()
        yield house
    finally:
        house.close()


@pytest.fixture(scope="session")
def house_on_postgres() -> collections.abc.Iterator[House]:
    """The same on a PostgreSQL started for this run."""
    with TemporaryPostgres() as server:
        house = House(f"postgres{WORKER}", database=server.url)
        try:
            house.make().start()
            yield house
        finally:
            house.close()


@pytest.fixture(params=["sqlite", "postgres"])
def either_house(request) -> House:
    """For the few stories that are told on both engines."""
    return request.getfixturevalue("house" if request.param == "sqlite" else "house_on_postgres")


@pytest.fixture(scope="module")
def post_office() -> collections.abc.Iterator[PostOffice]:
    """An SMTP server that keeps what it is given; one for all journeys of a file."""
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="session")
def browser() -> collections.abc.Iterator[Browser]:
    with sync_playwright() as playwright:
        # No sandbox: CI runs as root, and the only pages shown are our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class People:
    """Opens pages as somebody. Signs every person in once, by the form, and remembers the cookie."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.signed_in: dict[tuple[str, str], dict] = {}
        self.watches: list[Watch] = []
        self.contexts: list[BrowserContext] = []

    def page(self, house: House, role: str | None = None, office: str | None = None, language: str = "en-GB", javascript: bool = True) -> Page:
        """A new page of this person's; `role` None is the public. `page.watch` notes what goes wrong behind it."""
        state = self._state(house, role, office) if role else None
        return self._open(house, storage_state=state, locale=language, java_script_enabled=javascript)

    def _open(self, house: House, **settings) -> Page:
        context = self.browser.new_context(base_url=house.address, viewport=WIDE, **settings)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        watch = Watch(context, house.address)
        self.watches.append(watch)
        page = context.new_page()
        page.watch = watch
        return page

    def _state(self, house: House, role: str, office: str | None) -> dict:
        account = house.account(role, office)
        key = (house.address, account.email)
        if key not in self.signed_in:
            page = self._open(house)
            sign_in(page, account.email, account.password)
            self.signed_in[key] = page.context.storage_state()
        return self.signed_in[key]

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts, self.watches = [], []


def sign_in(page: Page, email: str, password: str) -> None:
    """By the form, as a person does; fails when the server answers with the form again."""
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture(scope="session")
def _people(browser: Browser) -> People:
    return People(browser)


@pytest.fixture
def people(_people: People) -> collections.abc.Iterator[People]:
    """`people.page(house, "officer")`. When the journey ends, nothing may have gone wrong behind any of its pages."""
    yield _people
    problems = [problem for watch in _people.watches for problem in watch.problems]
    _people.leave()
    assert not problems, "behind the pages:\n  " + "\n  ".join(problems)


@pytest.fixture
def look() -> collections.abc.Callable[[Page, str], None]:
    """`look(page, name)`: screenshots in four forms, axe-core in light and dark, nothing sticking out, a quiet console."""

    def look(page: Page, name: str) -> None:
        Look(page, name).all()
        page.watch.assert_quiet()

    return look
