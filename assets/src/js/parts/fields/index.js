// What makes single kinds of questions livelier: for the whole page, and for rows that are added later.
import { lines } from "./line_items.js";
import { signatures } from "./signature.js";

export function enhance(root = document) {
  signatures(root);
  lines(root);
}

export function kinds() {
  enhance();
  document.addEventListener("row", ({ target }) => enhance(target));
}
