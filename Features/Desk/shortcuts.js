// Keys that save a way: "/" to the search, "?" to the help, "n" for new, "g" and a letter to a list. Off while somebody types, and where they were switched off.
{
  const kept = { get off() { try { return localStorage.getItem("shortcuts") === "off"; } catch { return false; } } };
  const lists = { t: "/office", p: "/office/partnerships", e: "/office/people", o: "/office/organisations", c: "/office/places", f: "/office/files" };
  let went = 0;
  const follow = (link) => { if (link) { location.assign(link.href); return true; } return false; };
  // Only where the menu leads: what is not there is not for this person.
  const goTo = (path) => follow(document.querySelector(`.rail nav a[href="${path}"]`));
  const acts = {
    "/": () => { const field = document.querySelector("#q, #city, #find"); field?.focus(); return Boolean(field); },
    "?": () => { if (!document.querySelector(".rail")) return false; location.assign("/office/shortcuts"); return true; },
    n: () => follow(document.querySelector('main a[href$="/new"], main a[href*="/new?"]:not([href^="/office/views/"])')),
    g: () => { went = Date.now(); return true; },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || kept.off) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=dialog]")) return;
    const isSecond = Date.now() - went < 1500;
    went = 0;
    const done = isSecond && event.key in lists ? goTo(lists[event.key]) : Object.hasOwn(acts, event.key) && acts[event.key]();
    if (done) event.preventDefault();
  });
  const choice = document.querySelector("[data-shortcuts]");
  if (choice) {
    choice.checked = !kept.off;
    choice.addEventListener("change", () => {
      try { choice.checked ? localStorage.removeItem("shortcuts") : localStorage.setItem("shortcuts", "off"); } catch { choice.checked = true; }
    });
  }
}
