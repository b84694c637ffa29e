// The inbox by keyboard: j and k go down and up, Enter opens what the link leads to, e is done with it. Never while somebody writes.
const WRITING = "input, textarea, select, [contenteditable], dialog[open] *, [popover]:popover-open *";

export function inboxes() {
  const list = () => document.querySelector("[data-inbox]");
  if (!list()) return;
  for (const part of document.querySelectorAll(".inbox-list [data-script]")) part.hidden = false;
  const links = () => [...list()?.querySelectorAll("a") ?? []];
  const here = () => {
    const focused = document.activeElement?.closest?.("[data-inbox] li")?.querySelector("a");
    return focused ?? list()?.querySelector("a[aria-current]") ?? null;
  };
  list().querySelector("a[aria-current]")?.scrollIntoView({ block: "nearest" });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(WRITING)) return;
    const all = links();
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      const now = all.indexOf(here());
      const next = now < 0 ? (event.key === "j" ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + (event.key === "j" ? 1 : -1)));
      all[next]?.focus();
    } else if (event.key === "e") {
      const row = here();
      if (!row) return;
      event.preventDefault();
      row.closest("li").querySelector("form").requestSubmit();
    }
  });
}
