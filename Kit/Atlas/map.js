// Moving and zooming for the world map. The drawing is complete without it.
// It changes the viewBox alone; marks and names keep their size on the screen.

const svgNamespace = "http://www.w3.org/2000/svg";
const closest = 14; // the strongest enlargement
const icons = { in: "M8 3v10M3 8h10", out: "M3 8h10", whole: "M6 2H2v4M10 2h4v4M14 10v4h-4M2 10v4h4" };

class MapView {
  constructor(figure) {
    this.figure = figure;
    this.frame = figure.querySelector(".map-frame");
    this.sea = figure.querySelector(".map-sea");
    this.svg = figure.querySelector(".map-world");
    if (!this.frame || !this.sea || !this.svg) return;
    this.paper = this.svg.viewBox.baseVal;
    this.width = this.paper.width;
    this.height = this.paper.height;
    this.attribute = this.svg.getAttribute("viewBox");
    this.view = null; // null: as the server drew it
    this.pointers = new Map();
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.signs = [...this.svg.querySelectorAll(".map-mark")].map((element) => ({ element, at: this.middleOf(element) }))
      .concat([...this.svg.querySelectorAll(".map-label")].map((element) => ({ element, at: (element.dataset.at || "").split(" ").map(Number) })))
      .filter((sign) => sign.at && sign.at.length === 2 && sign.at.every(Number.isFinite));
    figure.classList.add("map--live");
    this.addButtons();
    this.listen();
    this.showState();
  }

  middleOf(element) {
    const circle = element.querySelector("circle");
    return circle && [circle.cx.baseVal.value, circle.cy.baseVal.value];
  }

  // The part of the paper that is to be seen as long as nothing was moved; a telephone shows less than all.
  startView() {
    const sea = this.sea.getBoundingClientRect();
    const drawn = this.svg.getBoundingClientRect();
    const unit = this.width / drawn.width;
    return { x: (sea.left - drawn.left) * unit, y: (sea.top - drawn.top) * unit, w: sea.width * unit, h: sea.height * unit };
  }

  get current() { return this.view || this.startView(); }
  get widest() { return Math.max(this.width, this.height * this.ratio); }

  begin() {
    if (this.view) return;
    this.start = this.startView();
    this.ratio = this.start.w / this.start.h;
    this.view = { ...this.start };
  }

  // Zooms by a factor around a point of the paper, by default the middle of what is seen.
  zoom(factor, around, smooth = true) {
    const isFirst = !this.view;
    this.begin();
    const target = this.target || this.view;
    const w = Math.min(Math.max(target.w / factor, this.width / closest), this.widest);
    const middle = { x: target.x + target.w / 2, y: target.y + target.h / 2 };
    // The first step leads to the office, whose map it is.
    const home = isFirst && !around && factor > 1 && this.svg.querySelector(".seal");
    if (home) {
      this.go({ x: home.cx.baseVal.value - w / 2, y: home.cy.baseVal.value - w / this.ratio / 2, w }, smooth);
      return;
    }
    const at = around || middle;
    const share = w / target.w;
    this.go({ x: at.x - (at.x - target.x) * share, y: at.y - (at.y - target.y) * share, w }, smooth);
  }

  move(dx, dy, smooth = false) {
    if (!this.view) return;
    const target = this.target || this.view;
    this.go({ x: target.x + dx, y: target.y + dy, w: target.w }, smooth);
  }

  whole() {
    this.begin();
    this.go({ x: 0, y: 0, w: this.widest }, true);
  }

  // Keeps the view on the paper; centres what is wider than it.
  kept(view) {
    const h = view.w / this.ratio;
    const within = (at, size, paper) => (size >= paper ? (paper - size) / 2 : Math.min(Math.max(at, 0), paper - size));
    return { x: within(view.x, view.w, this.width), y: within(view.y, h, this.height), w: view.w, h };
  }

  go(view, smooth) {
    const target = this.kept(view);
    cancelAnimationFrame(this.tick);
    if (!smooth || this.calm.matches) {
      this.target = null;
      this.show(target);
      return;
    }
    const from = { ...this.view };
    const began = performance.now();
    this.target = target;
    const step = (now) => {
      const share = Math.min((now - began) / 180, 1);
      const eased = 1 - (1 - share) ** 3;
      const between = (key) => from[key] + (target[key] - from[key]) * eased;
      this.show({ x: between("x"), y: between("y"), w: between("w"), h: between("h") });
      if (share < 1) this.tick = requestAnimationFrame(step);
      else this.target = null;
    };
    this.tick = requestAnimationFrame(step);
  }

  show(view) {
    this.view = view;
    // Back where it began: leave everything to the style sheet again.
    const same = (key) => Math.abs(view[key] - this.start[key]) < this.start.w / 500;
    if (same("x") && same("y") && same("w")) {
      this.view = null;
      this.svg.setAttribute("viewBox", this.attribute);
      this.svg.classList.remove("map-world--near");
      for (const sign of this.signs) sign.element.removeAttribute("transform");
    } else {
      this.svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].map((n) => n.toFixed(2)).join(" "));
      this.svg.classList.add("map-world--near");
      const size = (view.w / this.start.w).toFixed(4);
      for (const { element, at } of this.signs) {
        element.setAttribute("transform", `translate(${at[0]} ${at[1]}) scale(${size}) translate(${-at[0]} ${-at[1]})`);
      }
    }
    this.showState();
  }

  showState() {
    const view = this.current;
    const mark = (button, off) => button && button.setAttribute("aria-disabled", String(off));
    mark(this.buttons?.in, view.w <= (this.width / closest) * 1.01);
    mark(this.buttons?.out, view.w >= this.width * 0.99);
    mark(this.buttons?.whole, view.w >= this.width * 0.99);
  }

  addButtons() {
    const group = document.createElement("div");
    group.className = "map-zoom";
    group.setAttribute("role", "group");
    const title = this.svg.querySelector("title");
    if (title?.id) group.setAttribute("aria-labelledby", title.id);
    this.buttons = {};
    const add = (name, label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", label || name);
      button.title = label || name;
      const icon = document.createElementNS(svgNamespace, "svg");
      icon.setAttribute("viewBox", "0 0 16 16");
      icon.setAttribute("aria-hidden", "true");
      const path = document.createElementNS(svgNamespace, "path");
      path.setAttribute("d", icons[name]);
      icon.append(path);
      button.append(icon);
      button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && act());
      group.append(button);
      this.buttons[name] = button;
    };
    const words = this.figure.dataset;
    add("in", words.zoomIn, () => this.zoom(1.8));
    add("out", words.zoomOut, () => this.zoom(1 / 1.8));
    add("whole", words.zoomWhole, () => this.whole());
    this.frame.prepend(group);
  }

  pointOnPaper(clientX, clientY) {
    const box = this.sea.getBoundingClientRect();
    const view = this.current;
    return { x: view.x + ((clientX - box.left) / box.width) * view.w, y: view.y + ((clientY - box.top) / box.height) * view.h };
  }

  listen() {
    this.sea.addEventListener("wheel", (event) => {
      // The wheel alone scrolls the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) * 0.01), this.pointOnPaper(event.clientX, event.clientY), false);
    }, { passive: false });

    this.frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = this.view ? this.view.w / 8 : 0;
      const acts = {
        "+": () => this.zoom(1.8), "=": () => this.zoom(1.8), "-": () => this.zoom(1 / 1.8), 0: () => this.whole(),
        ArrowLeft: this.view && (() => this.move(-step, 0, true)), ArrowRight: this.view && (() => this.move(step, 0, true)),
        ArrowUp: this.view && (() => this.move(0, -step, true)), ArrowDown: this.view && (() => this.move(0, step, true)),
      };
      const act = acts[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });

    this.sea.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.hasMoved = false;
    });
    this.sea.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      this.sea.addEventListener(end, (event) => {
        this.pointers.delete(event.pointerId);
        if (!this.pointers.size) this.svg.classList.remove("map-world--held");
      });
    }
    // What ends a drag is no click on a mark.
    this.sea.addEventListener("click", (event) => {
      if (this.hasMoved) event.preventDefault();
      this.hasMoved = false;
    }, true);
    this.sea.addEventListener("dragstart", (event) => event.preventDefault());
    this.sea.addEventListener("dblclick", (event) => {
      if (!event.target.closest("a")) this.zoom(1.8, this.pointOnPaper(event.clientX, event.clientY));
    });

    // The keyboard may reach a mark that is out of sight.
    // (Listened for on the frame: a browser lets the keyboard stop at an SVG that listens for focus.)
    this.sea.addEventListener("focusin", (event) => {
      const at = this.view && event.target.closest && this.signs.find((sign) => sign.element === event.target.closest(".map-mark"))?.at;
      if (!at) return;
      const { x, y, w, h } = this.view;
      if (at[0] < x + w * 0.05 || at[0] > x + w * 0.95 || at[1] < y + h * 0.05 || at[1] > y + h * 0.95) this.go({ x: at[0] - w / 2, y: at[1] - h / 2, w }, true);
    });
    addEventListener("resize", () => {
      if (!this.view) { this.showState(); return; }
      // Another width is another start.
      cancelAnimationFrame(this.tick);
      this.target = null;
      this.show({ ...this.start });
    });
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (others.length) {
      // Two fingers: their distance is the zoom, their middle the place.
      const other = others[0];
      const distance = (a) => Math.max(Math.hypot(a.x - other.x, a.y - other.y), 1);
      this.hasMoved = true;
      this.zoom(distance(now) / distance(before), this.pointOnPaper((now.x + other.x) / 2, (now.y + other.y) / 2), false);
    } else if (this.view) {
      if (!this.hasMoved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
      this.hasMoved = true;
      this.svg.classList.add("map-world--held");
      const unit = this.view.w / this.sea.getBoundingClientRect().width;
      this.target = null;
      this.move((before.x - now.x) * unit, (before.y - now.y) * unit);
    }
    this.pointers.set(event.pointerId, now);
  }
}

for (const figure of document.querySelectorAll("figure.map[data-map]")) new MapView(figure);
