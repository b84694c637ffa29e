// On a narrow screen structure and settings lie above the canvas as sheets, one at a time.
const NARROW = matchMedia("(max-width: 900px)");

export function sheets(studio) {
  const panes = new Map([...studio.querySelectorAll("[data-sheet]")].map((pane) => [pane.dataset.sheet, pane]));
  const openers = [...studio.querySelectorAll("[data-open-sheet]")];
  function set(name, open) {
    for (const [each, pane] of panes) if (each === name || open) pane.classList.toggle("open", open && each === name);
    for (const button of openers) button.setAttribute("aria-expanded", String(panes.get(button.dataset.openSheet).classList.contains("open")));
  }
  for (const button of openers) {
    button.addEventListener("click", () => {
      const name = button.dataset.openSheet;
      set(name, !panes.get(name).classList.contains("open"));
    });
  }
  studio.addEventListener("click", ({ target }) => {
    const pane = target.closest("[data-close-sheet]")?.closest("[data-sheet]");
    if (pane) set(pane.dataset.sheet, false);
  });
  studio.addEventListener("keydown", ({ key, target }) => {
    const pane = key === "Escape" && NARROW.matches && target.closest?.("[data-sheet].open");
    if (!pane) return;
    set(pane.dataset.sheet, false);
    openers.find((button) => button.dataset.openSheet === pane.dataset.sheet)?.focus();
  });
  return { open: (name) => set(name, true), close: (name) => set(name, false), narrow: () => NARROW.matches };
}
