// What script adds to the controls of some kinds of questions. Each works without it.
import { addresses } from "./address.js";
import { comboboxes } from "./combobox.js";
import { counters } from "./counter.js";
import { lines } from "./line_items.js";
import { rankings } from "./ranking.js";
import { richTexts } from "./rich-text.js";
import { signatures } from "./signature.js";

export function enhance(root) {
  comboboxes(root);
  rankings(root);
  richTexts(root);
  addresses(root);
  counters(root);
  signatures(root);
  lines(root);
}

export function fieldKinds() {
  enhance(document);
  // A row that was added brings controls of its own.
  document.addEventListener("row", ({ target }) => enhance(target));
}
