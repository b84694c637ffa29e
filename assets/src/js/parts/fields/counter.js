// How much of a long text is left: told once it gets short, and read out only when typing pauses.
import { phrase, phrases } from "../words.js";

const NEAR = 0.8;

export function counters(root) {
  for (const area of root.querySelectorAll("textarea[data-max-length]:not([data-counted])")) {
    const most = Number(area.dataset.maxLength);
    area.dataset.counted = "";
    const note = document.createElement("p");
    note.className = "counter";
    note.hidden = true;
    const voice = document.createElement("p");
    voice.className = "sr";
    voice.setAttribute("role", "status");
    area.after(note, voice);
    let pause;
    const tell = () => {
      const length = [...area.value.trim()].length;
      const left = most - length;
      note.hidden = length < most * NEAR;
      note.textContent = left >= 0 ? phrase("{count} left", { count: left }) : phrase("{count} too many", { count: -left });
      clearTimeout(pause);
      if (!note.hidden) pause = setTimeout(() => (voice.textContent = left >= 0 ? phrases("{count} character left", "{count} characters left", left) : phrases("{count} character too many", "{count} characters too many", -left)), 1000);
    };
    area.addEventListener("input", tell);
    tell();
  }
}
