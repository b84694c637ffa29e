// The structure: a tree with one place in the order of Tab, arrows to walk, Space to grab. A grabbed row moves with the arrows, is put down with Space
// or Enter, and goes home with Escape; each step is announced.
import Sortable from "sortablejs";

export class Tree {
  // heard: { select(row), move(row, after, place, of), remove(row), rename(row), say(text) }
  constructor(holder, heard) {
    Object.assign(this, { holder, heard, grabbed: null, opened: new Set() });
    holder.addEventListener("click", (event) => this.clicked(event));
    holder.addEventListener("keydown", (event) => this.keyed(event));
    holder.addEventListener("focusin", ({ target }) => { if (target.matches?.("[data-row]")) this.stop(target); });
    this.refresh();
  }

  get rows() {
    return [...this.holder.querySelectorAll("[data-row]")].filter((row) => !row.hidden && row.checkVisibility());
  }

  row(ptr) {
    return this.holder.querySelector(`[data-row="${CSS.escape(ptr)}"]`);
  }

  // After the server drew it anew: what was open stays open, one row is reached by Tab, rows can be dragged.
  refresh() {
    for (const row of this.holder.querySelectorAll("[aria-expanded]")) {
      if (this.opened.has(row.dataset.row)) row.setAttribute("aria-expanded", "true");
      else if (row.getAttribute("aria-expanded") === "true") this.opened.add(row.dataset.row);
    }
    this.stop(this.holder.querySelector('[aria-selected="true"]') ?? this.rows[0]);
    for (const list of this.holder.querySelectorAll("[data-sort]")) {
      if (Sortable.get(list)) continue;
      Sortable.create(list, {
        draggable: "li[data-orders]", animation: 120, delay: 180, delayOnTouchOnly: true, fallbackTolerance: 4, ghostClass: "dragging",
        onEnd: ({ item, oldIndex, newIndex }) => { if (oldIndex !== newIndex) this.put(item); },
      });
    }
  }

  stop(row) {
    for (const old of this.holder.querySelectorAll('[data-row][tabindex="0"]')) old.tabIndex = -1;
    if (row) row.tabIndex = 0;
  }

  siblings(row) {
    return [...row.parentElement.children].filter((each) => "orders" in each.dataset);
  }

  put(row) {
    const siblings = this.siblings(row);
    const place = siblings.indexOf(row);
    this.heard.move(row, siblings[place - 1]?.dataset.row.split("/").pop() ?? null, place + 1, siblings.length);
  }

  select(ptr, reveal = true) {
    for (const row of this.holder.querySelectorAll('[aria-selected="true"]')) row.setAttribute("aria-selected", "false");
    const row = this.row(ptr);
    if (!row) return null;
    row.setAttribute("aria-selected", "true");
    for (let above = row.parentElement.closest("[data-row]"); above; above = above.parentElement.closest("[data-row]")) this.open(above, true);
    this.stop(row);
    if (reveal) row.querySelector(".tree-row").scrollIntoView({ block: "nearest" });
    return row;
  }

  // The row that stands for a pointer: its own, else that of the nearest part around it.
  nearest(ptr) {
    for (let here = ptr; here; here = here.slice(0, here.lastIndexOf("/"))) {
      const row = this.row(here) ?? this.holder.querySelector(`[data-also~="${CSS.escape(here)}"]`);
      if (row) return row;
    }
    return null;
  }

  open(row, wanted) {
    if (!row.hasAttribute("aria-expanded")) return;
    row.setAttribute("aria-expanded", String(wanted));
    if (wanted) this.opened.add(row.dataset.row);
    else this.opened.delete(row.dataset.row);
  }

  clicked({ target }) {
    const row = target.closest("[data-row]");
    if (!row) return;
    if (target.closest("[data-twist]") && row.hasAttribute("aria-expanded")) {
      this.open(row, row.getAttribute("aria-expanded") !== "true");
      return;
    }
    this.open(row, true);
    this.heard.select(row);
  }

  keyed(event) {
    const row = event.target.closest?.("[data-row]");
    if (!row || event.target !== row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.grabbed ? this.carry(event.key) : this.walk(event.key, row)) event.preventDefault();
  }

  walk(key, row) {
    const rows = this.rows;
    const at = rows.indexOf(row);
    const inside = row.querySelector("[data-row]");
    const open = row.getAttribute("aria-expanded") === "true";
    if (key === "ArrowDown") rows[at + 1]?.focus();
    else if (key === "ArrowUp") rows[at - 1]?.focus();
    else if (key === "Home") rows[0].focus();
    else if (key === "End") rows.at(-1).focus();
    else if (key === "ArrowRight") open ? inside?.focus() : this.open(row, true);
    else if (key === "ArrowLeft") open ? this.open(row, false) : row.parentElement.closest("[data-row]")?.focus();
    else if (key === "Enter") this.heard.select(row);
    else if (key === "F2") this.heard.rename(row);
    else if (key === "Delete") this.heard.remove(row);
    else if (key === " ") this.grab(row);
    else if (key.length === 1 && /\S/.test(key)) {
      const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((each) => each.dataset.name.toLowerCase().startsWith(key.toLowerCase()));
      next?.focus();
    } else return false;
    return true;
  }

  grab(row) {
    if (!("orders" in row.dataset) || this.siblings(row).length < 2) {
      this.heard.say(`${row.dataset.name} cannot be moved.`);
      return;
    }
    this.grabbed = { row, home: row.nextElementSibling, from: this.siblings(row).indexOf(row) };
    row.classList.add("grabbed");
    this.heard.say(`${row.dataset.name} grabbed, ${this.where(row)}. Move it with the arrows, put it down with Space, take it back with Escape.`);
  }

  where(row) {
    const siblings = this.siblings(row);
    return `${siblings.indexOf(row) + 1} of ${siblings.length}`;
  }

  carry(key) {
    const { row, home, from } = this.grabbed;
    const siblings = this.siblings(row);
    const at = siblings.indexOf(row);
    if (key === "ArrowUp" && at) siblings[at - 1].before(row);
    else if (key === "ArrowDown" && at < siblings.length - 1) siblings[at + 1].after(row);
    else if (key === "Home") siblings[0] === row || siblings[0].before(row);
    else if (key === "End") siblings.at(-1) === row || siblings.at(-1).after(row);
    else if (["Escape", "Tab"].includes(key)) {
      row.parentElement.insertBefore(row, home);
      this.release(`${row.dataset.name} is back at ${this.where(row)}.`);
      row.focus();
      return key === "Escape";
    } else if (key === " " || key === "Enter") {
      this.release(`${row.dataset.name}, ${this.where(row)}.`);
      if (this.siblings(row).indexOf(row) !== from) this.put(row);
      return true;
    } else return ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(key);
    row.focus();
    this.heard.say(`${row.dataset.name}, ${this.where(row)}`);
    return true;
  }

  release(text) {
    this.grabbed.row.classList.remove("grabbed");
    this.grabbed = null;
    this.heard.say(text);
  }

  // Only rows whose name holds the words, and those above them.
  search(words) {
    const wanted = words.trim().toLowerCase();
    let found = 0;
    for (const row of [...this.holder.querySelectorAll("[data-row]")].reverse()) {
      const inside = row.querySelector("[data-row]:not([hidden])");
      row.hidden = Boolean(wanted) && !row.dataset.name.toLowerCase().includes(wanted) && !inside;
      if (!row.hidden) found += 1;
      if (wanted && inside && !row.hidden) this.open(row, true);
    }
    const nothing = this.holder.querySelector("[data-nothing]");
    if (nothing) nothing.hidden = found > 0;
  }
}
