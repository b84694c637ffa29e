// A colour while it is chosen: in the frame at once, with a sentence on how text reads on it.
import { Offline, ask } from "./asking.js";

export function colouring(settings, canvas) {
  let asking;
  async function colours(field) {
    asking?.abort();
    asking = new AbortController();
    const hex = field.value.toLowerCase();
    for (const each of settings.querySelectorAll(`[data-hex="${field.id}"]`)) if (each !== document.activeElement) each.value = hex;
    for (const each of settings.querySelectorAll(`[data-of="${field.id}"]`)) each.setAttribute("aria-pressed", String(each.dataset.colour === hex));
    try {
      const { css, reads } = await ask(`colours?accent=${encodeURIComponent(hex)}`, undefined, { signal: asking.signal });
      canvas.colours(css);
      const words = settings.querySelector(`[data-reads="${field.id}"]`);
      if (words) words.textContent = reads;
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof Offline)) throw error;
    }
  }
  return colours;
}
