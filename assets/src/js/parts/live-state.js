// Says when a page has not heard of anything for a while, and nothing as long as all is well: short gaps are nobody's business.
import { phrase } from "./words.js";

const PATIENCE = 4_000;
const WORDS = {
  connecting: phrase("Offline, trying again…"),
  out: phrase("You are signed out."),
};

let note = null;
let timer;

function say(state) {
  if (!note) {
    note = document.createElement("p");
    note.className = "offline-note";
    note.setAttribute("role", "status");
    document.body.append(note);
  }
  note.textContent = "";
  const words = document.createElement("span");
  words.textContent = WORDS[state];
  note.append(words);
  if (state !== "out") return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn sm";
  button.textContent = phrase("Sign in again");
  button.addEventListener("click", () => window.location.reload());
  note.append(button);
}

export function showState(state) {
  clearTimeout(timer);
  if (state === "live") {
    note?.remove();
    note = null;
  } else if (note) {
    say(state);
  } else {
    timer = setTimeout(() => say(state), PATIENCE);
  }
}
