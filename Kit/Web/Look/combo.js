// Finds a place while one types. The field works without it: the server then looks the text up.
// Follows the ARIA combobox pattern: arrows choose, Enter takes, Escape closes; focus never leaves the field.
{
  const wait = 90;
  for (const box of document.querySelectorAll("[data-combo]")) {
    const field = box.querySelector("input[role=combobox]");
    const value = document.getElementById(box.dataset.value);
    const list = box.querySelector("[role=listbox]");
    let timer, request, options = [], at = -1;

    const close = () => { list.hidden = true; at = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
    const mark = (next) => {
      at = next;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      if (at >= 0) { field.setAttribute("aria-activedescendant", options[at].id); options[at].scrollIntoView({ block: "nearest" }); }
    };
    const take = (option) => {
      field.value = option.dataset.text;
      if (value) value.value = option.dataset.id;
      close();
      field.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: option.dataset }));
      if (box.dataset.go) location.href = box.dataset.go + option.dataset.id;
    };
    const show = (places) => {
      list.replaceChildren(...places.map((place, number) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${number}`;
        item.setAttribute("role", "option");
        item.dataset.id = place.id;
        item.dataset.text = place.text;
        const name = document.createElement("b");
        name.textContent = place.name;
        item.append(name);
        if (place.local) {
          const local = document.createElement("span");
          local.lang = place.local_language ?? "";
          local.textContent = place.local;
          item.append(local);
        }
        const where = document.createElement("span");
        where.textContent = place.where;
        item.append(where);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      options = [...list.querySelectorAll("[role=option]")];
      list.hidden = options.length === 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      at = -1;
      if (options.length) mark(0);
    };
    const ask = async () => {
      const text = field.value.trim();
      request?.abort();
      if (!text) return close();
      request = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.combo}?q=${encodeURIComponent(text)}&limit=8`, { signal: request.signal, headers: { accept: "application/json" } });
        if (answer.ok) show((await answer.json()).items);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };
    field.addEventListener("input", () => { if (value) value.value = ""; clearTimeout(timer); timer = setTimeout(ask, wait); });
    field.addEventListener("keydown", (event) => {
      if (list.hidden) { if (event.key === "ArrowDown" && field.value) { event.preventDefault(); ask(); } return; }
      const last = options.length - 1;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(at < last ? at + 1 : 0); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(at > 0 ? at - 1 : last); }
      else if (event.key === "Home" && event.ctrlKey) mark(0);
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(options[at]); }
      else if (event.key === "Escape") { event.preventDefault(); close(); }
      else if (event.key === "Tab") close();
    });
    field.addEventListener("blur", close);
  }
}
