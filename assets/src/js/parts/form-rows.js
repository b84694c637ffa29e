// Rows of a repeated question: added, duplicated and removed in place. Without script the same buttons send the form and the server does it.
import { phrase } from "./words.js";

const ID = () => `r${Math.random().toString(36).slice(2, 10)}`;

function replaced(element, from, to) {
  for (const each of [element, ...element.querySelectorAll("*")]) {
    for (const { name, value } of [...each.attributes]) if (value.includes(from)) each.setAttribute(name, value.replaceAll(from, to));
  }
}

class Rows {
  constructor(field) {
    this.field = field;
    this.list = field.querySelector(":scope > [data-rows]");
    this.blank = field.querySelector(":scope > [data-row-blank]");
    this.more = field.querySelector(":scope > p > [data-row-add]");
    this.most = Number(field.dataset.maxRows);
    this.voice = document.createElement("p");
    this.voice.className = "sr";
    this.voice.setAttribute("role", "status");
    field.append(this.voice);
    field.addEventListener("click", (event) => this.clicked(event));
    this.field.addEventListener("input", ({ target }) => {
      const row = target.closest?.("[data-row]");
      if (row) this.name(row);
    });
    this.number();
  }

  get rows() {
    return [...this.list.children];
  }

  clicked(event) {
    const button = event.target.closest("[data-row-add], [data-row-copy], [data-row-remove]");
    if (!button || button.closest("[data-max-rows]") !== this.field) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (button === this.more) this.add();
    else if (button.matches("[data-row-copy]")) this.add(row);
    else this.remove(row);
  }

  add(like) {
    if (this.rows.length >= this.most) return;
    const row = this.blank.content.firstElementChild.cloneNode(true);
    replaced(row, "__row__", ID());
    if (like) {
      like.after(row);
      const given = [...like.querySelectorAll("input, select, textarea")];
      const taken = [...row.querySelectorAll("input, select, textarea")];
      given.forEach((control, place) => {
        const own = taken[place];
        if (!own || control.type === "hidden" || control.type === "file") return;
        if (/checkbox|radio/.test(control.type)) own.checked = control.checked;
        else own.value = control.value;
      });
    } else this.list.append(row);
    this.changed();
    row.dispatchEvent(new CustomEvent("row", { bubbles: true }));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    this.say(phrase("{row} added.", { row: this.word(row) }));
  }

  remove(row) {
    const said = this.word(row);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.changed();
    (next?.querySelector("[data-row-remove]") ?? this.more).focus();
    this.say(phrase("{row} removed.", { row: said }));
  }

  changed() {
    this.number();
    this.field.dispatchEvent(new CustomEvent("rows", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  number() {
    this.rows.forEach((row, place) => {
      row.querySelector("[data-row-number]").textContent = place + 1;
      this.name(row);
    });
    this.more.hidden = this.rows.length >= this.most;
    for (const copy of this.list.querySelectorAll("[data-row-copy]")) copy.hidden = this.rows.length >= this.most;
  }

  // "Remove row 2: Pricing page"
  name(row) {
    const first = [...row.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")].find((each) => each.value.trim());
    const title = first ? `: ${first.value.trim().slice(0, 60)}` : "";
    for (const note of row.querySelectorAll("[data-row-copy] .sr, [data-row-remove] .sr")) note.textContent = ` ${document.documentElement.lang.startsWith("en") ? this.word(row).toLowerCase() : this.word(row)}${title}`;
  }

  word(row) {
    return `${row.querySelector("[data-row-word]").textContent} ${row.querySelector("[data-row-number]").textContent}`.trim();
  }

  say(text) {
    this.voice.textContent = text;
  }
}

export function formRows(root = document) {
  for (const field of root.querySelectorAll("[data-max-rows]")) if (field.querySelector(":scope > [data-rows]")) new Rows(field);
}
