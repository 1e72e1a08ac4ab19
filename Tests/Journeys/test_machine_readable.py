"""What programs read: the description of the interface, feeds, the map of the site, and the headers that guard every page."""

import re
import struct
import xml.etree.ElementTree as xml

import feedparser
import pytest
from openapi_spec_validator import validate


def test_openapi_description_is_valid(house):
    answer = house.visitor().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    description = answer.json()
    validate(description)
    assert description["openapi"].startswith("3.1")
    assert "/api/v1/places" in "".join(description["paths"]) or "/places" in description["paths"]


def test_feeds_named_by_the_public_home_are_well_formed(house):
    home = house.visitor().get("/").text
    feeds = re.findall(r'<link[^>]+type="application/atom\+xml"[^>]+href="([^"]+)"', home)
    assert feeds, "the public home names no Atom feed"
    for feed in feeds:
        answer = house.visitor().get(feed)
        assert answer.status_code == 200
        read = feedparser.parse(answer.content)
        assert not read.bozo, f"{feed}: {read.get('bozo_exception')}"
        assert read.feed.get("id") and read.feed.get("title") and read.feed.get("updated")


@pytest.mark.parametrize("path", ["/", "/cities/duesseldorf"])
def test_a_link_shows_a_picture_of_the_map(house, path):
    page = house.visitor().get(path).text
    address = re.search(r'<meta property="og:image" content="([^"]+)"', page).group(1)
    answer = house.visitor().get("/" + address.split("/", 3)[3])
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"
    # The signature, then the first chunk: IHDR with width and height.
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
    # Land, sea, arcs and letters: an empty sheet would weigh a tenth.
    assert len(answer.content) > 50_000
    assert house.visitor().get("/cities/nowhere/map.png").status_code == 404


def test_site_map_names_pages_that_open(house):
    answer = house.visitor().get("/sitemap.xml")
    assert answer.status_code == 200
    places = [element.text for element in xml.fromstring(answer.content).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert any("/partnerships/" in place for place in places) and any("/cities/" in place for place in places)
    for place in places[:20] + places[-20:]:
        path = "/" + place.split("/", 3)[3] if place.count("/") >= 3 else "/"
        assert house.visitor().get(path).status_code == 200, place


def test_security_contact(house):
    answer = house.visitor().get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert "Contact:" in answer.text and "Expires:" in answer.text


def test_every_page_is_guarded(house):
    for answer in (house.visitor().get("/"), house.visitor().get("/sign-in"), house.office("officer").get("/office")):
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'self'" in policy and "unsafe" not in policy, policy
        assert answer.headers.get("X-Content-Type-Options") == "nosniff"
        assert answer.headers.get("Referrer-Policy")
    for cookie in house.office("officer").session.cookies:
        assert cookie.has_nonstandard_attr("HttpOnly"), f"{cookie.name} can be read by scripts"
