"""Looking at a page as people do: wide, in the dark, on a telephone, on paper; and asking axe-core what eyes miss.

`Look(page, name).all()` keeps .reports/screenshots/NAME-{wide,dark,telephone,print}.png and fails with readable text.
"""

from __future__ import annotations

import base64
import pathlib
import subprocess

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from house import REPORTS

SCREENSHOTS = REPORTS / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDE = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}

# What sticks out: only the outermost offenders, named as one would in the style sheet.
_STICKING_OUT = """() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map(c => '.' + c).join('')
    const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 1 || e.getBoundingClientRect().left < -1)
    return out.filter(e => !out.includes(e.parentElement)).slice(0, 5)
        .map(e => `${name(e)} reaches to ${Math.round(e.getBoundingClientRect().right)}`)
        .concat([`the page is ${document.documentElement.scrollWidth} wide in ${room}`])
}"""

_REPORT_REFUSALS = """document.addEventListener('securitypolicyviolation', e =>
    console.error(`content security policy: ${e.violatedDirective} refused ${e.blockedURI || 'inline'} (${e.sourceFile || document.URL}:${e.lineNumber})`))"""


class Watch:
    """Notes whatever goes wrong behind a page: errors in the console, refusals by the content security policy, server errors, requests to elsewhere."""

    def __init__(self, context: BrowserContext, address: str):
        self.problems: list[str] = []
        self.address = address
        # A page that is meant to answer 404 or 422 makes the console say so; that is no error of the page.
        self.expected_status: set[int] = set()
        # Other people's sites that the journey leads through: what goes on there is theirs.
        self.neighbours: tuple[str, ...] = ()
        context.add_init_script(_REPORT_REFUSALS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"error in a script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message) -> None:
        if message.type != "error" or any(f"status of {status}" in message.text for status in self.expected_status):
            return
        where = message.location.get("url", "") if message.location else ""
        if self.neighbours and where.startswith(self.neighbours):
            return
        self.problems.append(f"in the console: {message.text} ({where})")

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:", *self.neighbours)):
            self.problems.append(f"a request to elsewhere: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 500 and response.status not in self.expected_status:
            self.problems.append(f"{response.status} from {response.url}")

    def assert_quiet(self) -> None:
        found, self.problems = self.problems, []
        assert not found, "behind the page:\n  " + "\n  ".join(found)


class Look:
    """One look at one page in its present state; leaves it wide and light."""

    def __init__(self, page: Page, name: str):
        self.page = page
        self.name = name
        self.problems: list[str] = []
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def all(self) -> None:
        self.once()
        self.wide()
        self.dark()
        self.telephone()
        self.paper()
        self._as_on(WIDE, "light")
        assert not self.problems, f"{self.name} ({self.page.url}):\n" + "\n".join(self.problems)

    def once(self) -> None:
        """What does not depend on the size: a language, a title, one first heading."""
        page = self.page
        if not page.title().strip():
            self.problems.append("  the page has no title")
        if not page.locator("html").get_attribute("lang"):
            self.problems.append("  the page does not say its language")
        headings = page.locator("h1").count()
        if headings != 1:
            self.problems.append(f"  the page has {headings} first headings, not one")

    def wide(self) -> None:
        self._as_on(WIDE, "light")
        self._picture("wide")
        self._ask_axe("light")

    def dark(self) -> None:
        self._as_on(WIDE, "dark")
        self._picture("dark")
        self._ask_axe("dark")

    def telephone(self) -> None:
        self._as_on(NARROWEST, "light")
        self._no_sideways_scrolling(NARROWEST["width"])
        self._as_on(TELEPHONE, "light")
        self._no_sideways_scrolling(TELEPHONE["width"])
        self._ask_axe("light, telephone")
        self._sharper_picture("telephone", TELEPHONE["width"], 1.5)

    def paper(self) -> None:
        """Prints on A4 as a person would, and keeps the first two sheets."""
        self._as_on(WIDE, "light")
        self.page.emulate_media(color_scheme="light", media="print")
        pdf = SCREENSHOTS / f"{self.name}.pdf"
        self.page.pdf(path=str(pdf), format="A4", prefer_css_page_size=True)
        stem = str(SCREENSHOTS / f"{self.name}-print")
        for sheet, ending in ((1, ""), (2, "-2")):
            # Asking for a sheet that is not there ends with an error and no file, which is how the last one is known.
            subprocess.run(["pdftoppm", "-png", "-r", "80", "-f", str(sheet), "-l", str(sheet), "-singlefile", str(pdf), stem + ending], capture_output=True)
        pdf.unlink()
        if not pathlib.Path(stem + ".png").exists():
            self.problems.append("  the page could not be printed")

    def _as_on(self, size: dict, scheme: str) -> None:
        self.page.emulate_media(color_scheme=scheme, media="screen", reduced_motion="reduce")
        self.page.set_viewport_size(size)

    def _picture(self, form: str) -> None:
        self.page.screenshot(path=str(SCREENSHOTS / f"{self.name}-{form}.png"), full_page=True, animations="disabled")

    def _sharper_picture(self, form: str, width: int, scale: float) -> None:
        """A telephone has more dots to the inch. The page keeps its state, so the dots are set on it and not on a new one."""
        height = min(self.page.evaluate("document.documentElement.scrollHeight"), 8000)
        session = self.page.context.new_cdp_session(self.page)
        try:
            session.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False})
            shot = session.send("Page.captureScreenshot", {"format": "png"})
            (SCREENSHOTS / f"{self.name}-{form}.png").write_bytes(base64.b64decode(shot["data"]))
        finally:
            session.send("Emulation.clearDeviceMetricsOverride")
            session.detach()

    def _ask_axe(self, form: str) -> None:
        results = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
        for violation in results.response["violations"]:
            self.problems.append(f"  axe ({form}): {violation['id']}, {violation['impact']}: {violation['help']}")
            for node in violation["nodes"][:4]:
                said = " ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
                self.problems.append(f"      {' '.join(map(str, node['target']))}\n        {node['html'][:160]}\n        {said[:300]}")
            if len(violation["nodes"]) > 4:
                self.problems.append(f"      and {len(violation['nodes']) - 4} more")

    def _no_sideways_scrolling(self, width: int) -> None:
        found = self.page.evaluate(_STICKING_OUT)
        if found:
            self.problems.append(f"  scrolls sideways at {width}: " + "; ".join(found))
