// Buttons beside a quantity.
import { number } from "./rules.js";
import { phrase } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = { less: [phrase("One step fewer"), "M4 10h12"], more: [phrase("One step more"), "M10 4v12M4 10h12"] };

function made(name) {
  const [label, path] = SHAPES[name];
  const button = document.createElement("button");
  button.type = "button";
  button.dataset[name] = "";
  button.setAttribute("aria-label", label);
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon sm");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(document.createElementNS(SVG, "path"));
  drawing.firstChild.setAttribute("d", path);
  button.append(drawing);
  return button;
}

// A seller's own form may ask for the quantity: its plain number field gets the same buttons.
function dressed(input) {
  const place = input.closest(".affix") ?? input;
  const unit = place === input ? null : place.querySelector("span");
  const row = document.createElement("div");
  row.className = "row wide";
  const group = document.createElement("div");
  group.className = "number-step";
  group.dataset.quantity = "";
  place.before(row);
  row.append(group);
  group.append(made("less"), input, made("more"));
  if (unit) {
    unit.className = "small muted";
    row.append(unit);
  }
  if (place !== input) place.remove();
  input.classList.remove("input", "num");
}

const ready = new WeakSet();

function dress() {
  for (const form of document.querySelectorAll("form[data-quantity-of]")) {
    const input = form.elements[form.dataset.quantityOf];
    if (input instanceof HTMLInputElement && "integer" in input.dataset && !input.closest("[data-quantity]")) dressed(input);
  }
  for (const group of document.querySelectorAll("[data-quantity]")) {
    if (ready.has(group)) continue;
    ready.add(group);
    const input = group.querySelector("input");
    const { min, max, step } = input.dataset;
    const by = Number(step) || 1;
    const least = Number(min) || 0;
    const most = max === undefined ? Number.MAX_SAFE_INTEGER : Number(max);
    const move = (direction) => {
      const now = number(input.value.trim(), input.dataset);
      const next = Number.isSafeInteger(now) ? now + direction * by : least;
      input.value = String(Math.min(most, Math.max(least, next)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    for (const [name, direction] of [["less", -1], ["more", 1]]) {
      const button = group.querySelector(`[data-${name}]`);
      button.hidden = false;
      button.addEventListener("click", () => move(direction));
    }
  }
}

export function quantities() {
  dress();
  // A question that was drawn anew asks for the quantity like the one before it.
  document.addEventListener("row", dress);
}
