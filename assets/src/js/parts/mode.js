// Light, dark or as the device has it: kept in a cookie the server reads, so the next page comes in the right mode at once.
const YEAR = 365 * 24 * 60 * 60;

export function mode() {
  const choices = document.querySelectorAll("[data-mode-choice]");
  for (const part of document.querySelectorAll("[data-mode-switch]")) part.hidden = false;
  for (const choice of choices) {
    choice.addEventListener("click", () => {
      const picked = choice.dataset.modeChoice;
      if (picked === "auto") delete document.documentElement.dataset.mode;
      else document.documentElement.dataset.mode = picked;
      for (const each of choices) each.setAttribute("aria-pressed", String(each === choice));
      const strict = window.isSecureContext;
      document.cookie = `${strict ? "__Host-" : ""}portico_mode=${picked}; Path=/; Max-Age=${YEAR}; SameSite=Lax${strict ? "; Secure" : ""}`;
    });
  }
}
