// A long list to pick from becomes one to search in (WAI-ARIA combobox with a list). The list itself stays, unseen, and holds the answer.
import { phrase } from "../words.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const MOST = 300;

class Combobox {
  constructor(select) {
    this.select = select;
    const { id } = select;
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", className: "input", autocomplete: "off", spellcheck: false, placeholder: select.options[0]?.value ? "" : select.options[0]?.text ?? "" });
    for (const { name, value } of [...select.attributes]) {
      if (/^(id|data-|aria-|required)/.test(name) && name !== "data-combobox") {
        this.input.setAttribute(name, value);
        select.removeAttribute(name);
      }
    }
    this.input.dataset.combo = "";
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", `${id}-list`]]) this.input.setAttribute(name, value);
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: `${id}-list`, className: "combo-list", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(id)}"]`)?.firstChild?.textContent.trim() ?? "");
    this.voice = document.createElement("p");
    this.voice.className = "sr";
    this.voice.setAttribute("role", "status");
    const holder = document.createElement("div");
    holder.className = "combo";
    select.before(holder);
    select.hidden = true;
    holder.append(this.input, this.list, this.voice, select);
    this.say();
    this.input.addEventListener("input", (event) => this.typed(event));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("blur", () => this.left());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const row = target.closest("[role=option]");
      if (row) this.choose(row.dataset.value);
    });
    select.addEventListener("change", () => this.say());
  }

  // Shows what is chosen.
  say() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen?.value ? chosen.text : "";
  }

  found(words) {
    const wanted = plain(words.trim());
    const every = [...this.select.options].filter((each) => each.value && !each.disabled);
    const at = (each) => plain(each.text).search(new RegExp(`(^|[^\\p{L}])${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u"));
    return wanted ? every.filter((each) => plain(each.text).includes(wanted) || each.value.toLowerCase() === wanted).sort((a, b) => (at(a) === -1) - (at(b) === -1)) : every;
  }

  open(words) {
    const found = this.found(words).slice(0, MOST);
    this.rows = found.map((each, place) => {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${place}`;
      row.textContent = each.text;
      row.dataset.value = each.value;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(each.value === this.select.value));
      return row;
    });
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "combo-none";
      none.textContent = phrase("Nothing found");
      this.list.replaceChildren(none);
    } else this.list.replaceChildren(...this.rows);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.voice.textContent = phrase("{count} found", { count: found.length });
    this.go(words ? 0 : found.findIndex((each) => each.value === this.select.value));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.place = -1;
  }

  go(place) {
    this.rows[this.place]?.classList.remove("here");
    this.place = this.rows.length ? place : -1;
    const row = this.rows[this.place];
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    row.classList.add("here");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  typed(event) {
    event.stopPropagation();
    this.open(this.input.value);
  }

  key(event) {
    const { key } = event;
    const shut = this.list.hidden;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (shut) return this.open("");
      const count = this.rows.length;
      this.go(count ? (this.place + (key === "ArrowDown" ? 1 : count - (this.place < 0 ? 0 : 1))) % count : -1);
    } else if (key === "Enter" && !shut) {
      event.preventDefault();
      if (this.rows[this.place]) this.choose(this.rows[this.place].dataset.value);
    } else if (key === "Escape" && !shut) {
      event.preventDefault();
      event.stopPropagation();
      this.say();
      this.close();
    } else if (key === "Tab" && !shut && this.rows[this.place] && this.input.value) this.choose(this.rows[this.place].dataset.value);
  }

  choose(value) {
    this.close();
    this.set(value);
    this.input.focus();
  }

  set(value) {
    const changed = this.select.value !== value;
    this.select.value = value;
    this.say();
    if (!changed) return;
    this.input.dataset.touched = "yes";
    for (const kind of ["input", "change"]) this.select.dispatchEvent(new Event(kind, { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What stands there when it is left either is an option or was none.
  left() {
    this.close();
    const words = plain(this.input.value.trim());
    const same = words ? this.found(words).find((each) => plain(each.text) === words) : null;
    if (!words) this.set("");
    else if (same) this.set(same.value);
    else this.say();
  }
}

export function comboboxes(root) {
  for (const select of root.querySelectorAll("select[data-combobox]")) {
    select.removeAttribute("data-combobox");
    new Combobox(select);
  }
}
