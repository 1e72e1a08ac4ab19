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
  // The box at the head of a list ticks every row of the page; without script it stays hidden.
  for (const head of document.querySelectorAll("[data-tick-all]")) {
    const boxes = document.querySelectorAll("input[form=bulk][name=row]");
    head.hidden = false;
    const look = () => {
      const ticked = [...boxes].filter((box) => box.checked).length;
      head.checked = ticked > 0 && ticked === boxes.length;
      head.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    head.addEventListener("change", () => { for (const box of boxes) box.checked = head.checked; });
    for (const box of boxes) box.addEventListener("change", look);
    addEventListener("pageshow", look);
  }
}
