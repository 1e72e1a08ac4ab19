// Keeps what was typed from being lost, and an act from being done twice.
{
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let changed = form.hasAttribute("data-changed"), sent = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { sent = true; });
    addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });
  }
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      // A page that comes back from the browser's memory can be sent again.
      addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
      setTimeout(() => { delete form.dataset.sent; }, 8000);
    });
  }
  for (const select of document.querySelectorAll("select[data-send]")) select.addEventListener("change", () => select.form.requestSubmit());
  // One menu open at a time; Escape and a click elsewhere close it.
  const menus = document.querySelectorAll("details.more");
  addEventListener("click", (event) => { for (const menu of menus) if (!menu.contains(event.target)) menu.open = false; });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of menus) if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}
