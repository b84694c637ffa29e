// The bell asks for its newest entries when it is opened, and again when something new is told while the page is open.
import { onLive } from "./live.js";

async function fetched(bell) {
  const answer = await fetch(bell.dataset.bell, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  return parsed.querySelector("[data-unread]");
}

function show(bell, latest) {
  const unread = Number(latest.dataset.unread);
  bell.querySelector("[data-bell-dot]").hidden = unread === 0;
  bell.querySelector("[data-bell-words]").textContent = latest.dataset.words;
  bell.querySelector("[data-bell-latest]").replaceChildren(latest);
}

export function bells() {
  for (const bell of document.querySelectorAll("details[data-bell]")) {
    let asked = 0;
    const refresh = async () => {
      const mine = ++asked;
      try {
        const latest = await fetched(bell);
        if (mine === asked && latest) show(bell, latest);
      } catch {
        // Away for the moment: the link below the list still leads to the page.
      }
    };
    bell.addEventListener("toggle", () => { if (bell.open) refresh(); });
    bell.addEventListener("submit", async (event) => {
      if (!event.target.matches("[data-bell-read]")) return;
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
      await refresh();
      bell.querySelector("summary").focus();
    });
    onLive("notification.added", refresh);
    onLive("notification.read", refresh);
  }
}
