// Copy what stands beside the button. Without a clipboard (or script) the button is not there.
import { say } from "./toasts.js";
import { phrase } from "./words.js";

export function copies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        say(phrase("Copied."));
      } catch {
        say(phrase("The browser did not allow it. Mark the text and copy it by hand."), "bad");
      }
    });
  }
}
