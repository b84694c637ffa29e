// Which parts an address has follows its country.
import { phrase } from "../words.js";
export function addresses(root) {
  for (const field of root.querySelectorAll("[data-address]:not([data-ready])")) {
    const country = field.querySelector("[data-part=country]");
    if (!country) continue;
    field.dataset.ready = "";
    const regions = new Map(field.dataset.regions.split(/ (?=[A-Z]{2}:)/).filter(Boolean).map((each) => each.split(":")));
    const without = field.dataset.noPostalCode.split(" ");
    const maybe = field.dataset.maybePostalCode.split(" ");
    const line = (name, shown, optional, words) => {
      const part = field.querySelector(`[data-line=${name}]`);
      if (!part) return;
      const control = part.querySelector("input");
      part.hidden = control.disabled = !shown;
      control.required = !optional && field.dataset.required === "true";
      const label = part.querySelector("label");
      let mark = label.querySelector(".opt");
      if (!mark && optional) {
        mark = document.createElement("span");
        mark.className = "opt";
        mark.textContent = phrase("optional");
        label.append(" ", mark);
      }
      if (mark) mark.hidden = !optional;
      if (words) label.firstElementChild.textContent = words;
    };
    const follow = () => {
      const code = country.value;
      line("postal_code", !without.includes(code), maybe.includes(code));
      // What was typed into a part that is not needed stays visible: it may be meant.
      const typed = field.querySelector("[data-part=region]")?.value.trim();
      line("region", !code || regions.has(code) || Boolean(typed), !regions.has(code), regions.get(code) ?? phrase("State or province"));
    };
    country.addEventListener("change", follow);
    follow();
  }
}
