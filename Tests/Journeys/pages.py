"""Every kind of page the product has, once. A new kind of page is a new line here, and is looked at from then on.

`path` may lead through a link: `"/office/partnerships > main tbody th a"` opens the list and follows the first such link
(and another after that), for pages whose address holds an identifier.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class PageKind:
    """A page to look at: what its screenshots are called, where it is, who opens it (None: the public) and with what status it answers."""

    name: str
    path: str
    role: str | None = None
    status: int = 200
    office: str | None = None
    language: str = "en-GB"


PAGES = [
    # The public
    PageKind("public-home", "/"),
    PageKind("public-home-german", "/", language="de-DE"),
    PageKind("public-city", "/cities/duesseldorf"),
    PageKind("public-city-without-office", "/cities/2655603"),
    PageKind("public-cities", "/cities"),
    PageKind("public-partnerships", "/partnerships"),
    PageKind("public-partnership", "/partnerships?q=Reading&office=duesseldorf > main tbody th a"),
    PageKind("public-partnership-german", "/partnerships?q=Reading&office=duesseldorf > main tbody th a", language="de-DE"),
    PageKind("public-nothing-found", "/cities?q=qqqqq"),
    PageKind("sign-in", "/sign-in"),
    PageKind("sign-in-german", "/sign-in", language="de-DE"),
    PageKind("forgotten-password-without-mail", "/forgotten-password"),
    PageKind("invitation-gone", "/invitation", status=410),
    PageKind("not-found", "/no-such-page", status=404),
    # The office
    PageKind("today", "/office", role="officer"),
    PageKind("today-council", "/office", role="council"),
    PageKind("search", "/office/search?q=Haifa", role="officer"),
    PageKind("place-search", "/office/places?q=Wolwograd", role="officer"),
    PageKind("place", "/office/places/1814906", role="officer"),
    PageKind("place-in-common", "/office/places/4887398", role="officer"),
    PageKind("place-relations", "/office/places/2655603/relations", role="officer"),
    PageKind("place-relations-german", "/office/places/2655603/relations?country=FR", role="officer", language="de-DE"),
    PageKind("place-relations-none", "/office/places/1816670/relations", role="officer"),
    PageKind("in-common", "/office/partnerships/triangles/4887398", role="officer"),
    PageKind("triangles-none", "/office/partnerships/triangles", role="officer", office="haifa"),
    PageKind("organisations", "/office/organisations", role="officer"),
    PageKind("organisation", "/office/organisations > main tbody th a", role="officer"),
    PageKind("organisation-new", "/office/organisations/new", role="officer"),
    PageKind("organisations-archive", "/office/organisations/archive", role="officer"),
    PageKind("organisations-duplicates", "/office/organisations/duplicates", role="officer"),
    PageKind("organisations-merging", "/office/organisations/duplicates > main a[href*=merging]", role="officer"),
    PageKind("organisation-twin", "/office/organisations/duplicates > main tbody th a", role="officer"),
    PageKind("contact-points", "/office/contact-points", role="officer"),
    PageKind("guest-unknown", "/guest/nobody", status=404),
    PageKind("guest-new-german", "/office/partnerships > main tbody th a > main a[href$=agreement] > main a[href*='guests/new']", role="officer", language="de-DE"),
    PageKind("contact-point-answered", "/contact-point", status=410),
    PageKind("partnerships", "/office/partnerships", role="officer"),
    PageKind("partnerships-map", "/office/partnerships/map", role="officer"),
    PageKind("partnerships-map-by-kind", "/office/partnerships/map?marks=kind", role="officer"),
    PageKind("partnerships-timeline", "/office/partnerships/timeline", role="officer"),
    PageKind("partnerships-timeline-german", "/office/partnerships/timeline", role="officer", language="de-DE"),
    PageKind("years-none", "/office/partnerships/years", role="officer", office="haifa"),
    PageKind("year-new", "/office/partnerships/years/new", role="officer"),
    PageKind("years", "/office/partnerships/years", role="officer"),
    PageKind("year", "/office/partnerships/years > main tbody th a", role="officer"),
    PageKind("year-german", "/office/partnerships/years > main tbody th a", role="officer", language="de-DE"),
    PageKind("anniversaries", "/office/partnerships/anniversaries", role="officer"),
    PageKind("anniversaries-german", "/office/partnerships/anniversaries", role="officer", language="de-DE"),
    PageKind("anniversary", "/office/partnerships/anniversaries > main tbody th a", role="officer"),
    PageKind("partnerships-sleeping", "/office/partnerships/sleeping", role="officer"),
    PageKind("partnership", "/office/partnerships?q=Reading > main tbody th a", role="officer"),
    PageKind("partnership-german", "/office/partnerships?q=Reading > main tbody th a", role="officer", language="de-DE"),
    PageKind("agreement", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement]", role="officer"),
    PageKind("partnership-record", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=record]", role="officer"),
    PageKind("partnership-plan", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=plan]", role="officer"),
    PageKind("partnership-plan-blank", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=plan] > main a[href$=blank]", role="officer"),
    PageKind("partnership-communication", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=communication]", role="officer"),
    PageKind("partnership-activities", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=activities]", role="officer"),
    PageKind("partnership-talk", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=talk]", role="officer"),
    PageKind("partnership-umbrella", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=umbrella]", role="officer"),
    PageKind("partnership-life", "/office/partnerships?q=Reading > main tbody th a > main a[href$=life]", role="officer"),
    PageKind("partnership-life-german", "/office/partnerships?q=Reading > main tbody th a > main a[href$=life]", role="officer", language="de-DE"),
    PageKind("partnership-leaving", "/office/partnerships?q=Reading > main tbody th a > main a[href$=life] > main a[href$=leaving]", role="officer"),
    PageKind("partnership-closing", "/office/partnerships?q=Reading > main tbody th a > main a[href$=life] > main a[href$='closing/edit']", role="officer"),
    PageKind("partnership-files", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=files]", role="officer"),
    PageKind("partnership-party", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$='parties/new']", role="officer"),
    PageKind("partnership-communication-german", "/office/partnerships?q=Reading > main tbody th a > main a[href$=agreement] > main a[href$=communication]", role="officer", language="de-DE"),
    PageKind("indicators", "/office/partnerships?q=Reading > main tbody th a > main a[href$=indicators]", role="officer"),
    PageKind("indicator-new", "/office/partnerships?q=Reading > main tbody th a > main a[href$=indicators] > main a[href$='indicators/new']", role="officer"),
    PageKind("partnership-agreements", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements]", role="officer"),
    PageKind("partnership-agreements-signed", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements]", role="officer"),
    PageKind("partnership-agreements-signed-german", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements]", role="officer", language="de-DE"),
    PageKind("agreement-document", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements] > main .accord h2 a", role="officer"),
    PageKind("partnership-agreement-new", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements] > main a[href$='agreements/new']", role="officer"),
    PageKind("partnership-decision-new", "/office/partnerships?q=Reading > main tbody th a > main .tabs a[href$=agreements] > main a[href$='approvals/new']", role="officer"),
    PageKind("partnership-new", "/office/partnerships/new", role="officer"),
    PageKind("partnerships-german", "/office/partnerships", role="officer", language="de-DE"),
    PageKind("partnerships-counterpart", "/office/partnerships", role="counterpart"),
    PageKind("imports", "/office/imports", role="officer"),
    PageKind("people", "/office/people", role="officer"),
    PageKind("people-german", "/office/people", role="officer", language="de-DE"),
    PageKind("person", "/office/people?q=Tamar > main tbody th a", role="officer"),
    PageKind("person-colleague", "/office/people?q=Wang+Xiaoming&role=international_office > main tbody th a", role="colleague"),
    PageKind("person-new", "/office/people/new", role="officer"),
    PageKind("people-duplicates", "/office/people/duplicates", role="officer"),
    PageKind("people-merging", "/office/people/duplicates > main a[href*=merging]", role="officer"),
    PageKind("people-imports", "/office/people/imports", role="officer"),
    PageKind("people-archive", "/office/people/archive", role="officer"),
    PageKind("files-german", "/office/files", role="officer", language="de-DE"),
    PageKind("keyboard-german", "/office/shortcuts", role="officer", language="de-DE"),
    PageKind("notes-german", "/office/notes", role="officer", language="de-DE"),
    PageKind("tags-german", "/office/tags", role="officer", language="de-DE"),
    PageKind("bulk-choosing-german", "/office/bulk?list=%2Foffice%2Fpeople&of=&all=1", role="officer", language="de-DE"),
    PageKind("bulk-preview-german", "/office/bulk?list=%2Foffice%2Fpartnerships&of=&all=1&action=publish", role="officer", language="de-DE"),
    PageKind("views-none", "/office/views", role="council"),
    PageKind("account", "/account", role="officer"),
    PageKind("stand-ins", "/account/stand-ins", role="officer"),
    PageKind("hand-over", "/office/accounts?q=Brandt > main tbody th a > main a[href*=hand-over]", role="director"),
    PageKind("second-factor", "/account/second-factor", role="officer"),
    PageKind("tokens", "/account/tokens", role="officer"),
    PageKind("office-choice", "/office/choice", role="officer"),
    PageKind("accounts", "/office/accounts", role="director"),
    PageKind("account-new", "/office/accounts/new", role="director"),
    PageKind("audit", "/office/audit", role="director"),
    PageKind("audit-fact", "/office/audit > main tbody th a", role="director"),
    PageKind("outbox", "/office/outbox", role="director"),
    PageKind("server", "/office/server", role="admin"),
    PageKind("office-key", "/office/key", role="admin"),
    PageKind("office-key-german", "/office/key", role="admin", language="de-DE"),
    PageKind("not-for-you", "/office/accounts", role="colleague", status=404),
]
