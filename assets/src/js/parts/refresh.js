// Draws parts of the page anew in place: every [data-refresh] with an id, as the server draws this very address now.
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";

export async function refresh() {
  const parts = [...document.querySelectorAll("[data-refresh][id]")];
  if (!parts.length) return;
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now) Idiomorph.morph(part, now, { morphStyle: "outerHTML" });
  }
}
