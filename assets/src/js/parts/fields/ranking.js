// Options in an order: ranked by pressing them, moved by buttons, by arrow keys on those, or by dragging. The lists to pick from stay
// below and hold the answer.
import { phrase } from "../words.js";
function button(words, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet sm icon-only";
  made.dataset.act = act;
  const drawn = document.createElement("span");
  drawn.setAttribute("aria-hidden", "true");
  drawn.textContent = sign;
  const said = document.createElement("span");
  said.className = "sr";
  said.textContent = words;
  made.append(drawn, said);
  return made;
}

class Ranking {
  constructor(field) {
    this.field = field;
    this.selects = [...field.querySelectorAll("select")];
    this.places = this.selects.length;
    this.options = [...this.selects[0].options].filter((each) => each.value).map((each) => [each.value, each.text]);
    this.ranked = [...new Set(this.selects.map((each) => each.value).filter(Boolean))];
    this.voice = document.createElement("p");
    this.voice.className = "sr";
    this.voice.setAttribute("role", "status");
    this.list = document.createElement("ol");
    this.list.className = "ranking";
    const places = field.querySelector("[data-places]:not(fieldset)");
    places.hidden = true;
    places.before(this.list, this.voice);
    // An error leads to the question by its id, which a hidden control cannot take.
    this.list.id = this.selects[0].id;
    this.list.tabIndex = -1;
    this.selects[0].removeAttribute("id");
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("dragstart", (event) => this.dragged(event));
    this.list.addEventListener("dragover", (event) => this.over(event));
    this.list.addEventListener("drop", (event) => event.preventDefault());
    this.list.addEventListener("dragend", () => this.dropped());
    this.draw();
  }

  get rest() {
    return this.options.filter(([value]) => !this.ranked.includes(value));
  }

  words(value) {
    return this.options.find(([each]) => each === value)[1];
  }

  draw() {
    this.list.replaceChildren(...this.ranked.map((value, place) => this.row(value, place)), ...this.rest.map(([value]) => this.row(value, -1)));
  }

  row(value, place) {
    const words = this.words(value);
    const row = document.createElement("li");
    row.dataset.value = value;
    const mark = document.createElement("span");
    mark.className = "place";
    mark.textContent = place < 0 ? "" : String(place + 1);
    const name = document.createElement("span");
    name.className = "what";
    name.textContent = words;
    row.append(mark, name);
    if (place >= 0) {
      row.draggable = true;
      row.className = "ranked";
      const up = button(phrase("Move up: {what}", { what: words }), "↑", "up");
      const down = button(phrase("Move down: {what}", { what: words }), "↓", "down");
      up.disabled = place === 0;
      down.disabled = place === this.ranked.length - 1;
      row.append(up, down, button(phrase("Take out: {what}", { what: words }), "×", "out"));
    } else if (this.ranked.length < this.places) {
      const next = document.createElement("button");
      next.type = "button";
      next.className = "btn sm";
      next.dataset.act = "next";
      next.textContent = phrase("Place {number}", { number: this.ranked.length + 1 });
      const said = document.createElement("span");
      said.className = "sr";
      said.textContent = `: ${words}`;
      next.append(said);
      row.append(next);
    }
    return row;
  }

  clicked(event) {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    const { value } = pressed.closest("li").dataset;
    const { act } = pressed.dataset;
    const place = this.ranked.indexOf(value);
    if (act === "next") this.ranked.push(value);
    else this.ranked.splice(place, 1);
    if (act === "up") this.ranked.splice(place - 1, 0, value);
    if (act === "down") this.ranked.splice(place + 1, 0, value);
    this.changed(value);
    const row = this.list.querySelector(`[data-value="${CSS.escape(value)}"]`);
    const again = act === "next" ? this.list.querySelector("[data-act=next]") : row.querySelector(`[data-act=${act}]:not(:disabled)`);
    (again ?? row.querySelector("button:not(:disabled)") ?? this.list).focus();
  }

  changed(value) {
    this.draw();
    this.selects.forEach((select, place) => (select.value = this.ranked[place] ?? ""));
    const place = this.ranked.indexOf(value);
    this.voice.textContent = place < 0 ? phrase("{what} has no place", { what: this.words(value) }) : phrase("{what}, place {number} of {all}", { what: this.words(value), number: place + 1, all: this.places });
    for (const kind of ["input", "change"]) this.selects[0].dispatchEvent(new Event(kind, { bubbles: true }));
  }

  dragged(event) {
    this.moving = event.target.closest("li.ranked");
    if (!this.moving) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.words(this.moving.dataset.value));
    this.moving.classList.add("moving");
  }

  over(event) {
    if (!this.moving) return;
    event.preventDefault();
    const over = event.target.closest("li.ranked");
    if (!over || over === this.moving) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(this.moving);
    else over.after(this.moving);
  }

  dropped() {
    if (!this.moving) return;
    const { value } = this.moving.dataset;
    this.ranked = [...this.list.querySelectorAll("li.ranked")].map((each) => each.dataset.value);
    this.moving = null;
    this.changed(value);
  }
}

export function rankings(root) {
  for (const field of root.querySelectorAll("[data-ranking]:not([data-ready])")) {
    field.dataset.ready = "";
    if (field.querySelector("select")) new Ranking(field);
  }
}
