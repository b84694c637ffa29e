// What happened, in the past tense, with a way back.
const SECONDS = 8;

export function toast(text, { tone = "", undo } = {}) {
  const place = document.querySelector("[data-toasts]");
  for (const old of place.children) old.remove();
  const made = document.createElement("p");
  made.className = `toast ${tone}`.trim();
  const words = document.createElement("span");
  words.textContent = text;
  made.append(words);
  const button = document.createElement("button");
  button.className = "btn sm";
  button.type = "button";
  button.textContent = undo ? "Undo" : "Close";
  button.addEventListener("click", () => { undo?.(); made.remove(); });
  made.append(button);
  place.append(made);
  let timer;
  const wait = () => { timer = setTimeout(() => made.remove(), SECONDS * 1000); };
  made.addEventListener("pointerenter", () => clearTimeout(timer));
  made.addEventListener("pointerleave", wait);
  made.addEventListener("focusin", () => clearTimeout(timer));
  wait();
}
