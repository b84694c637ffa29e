// A details element that holds a dialog: with script it opens as one, above the page.
const dressed = new WeakSet();

function dress() {
  for (const holder of document.querySelectorAll("details[data-dialog]")) {
    const dialog = holder.querySelector("dialog");
    for (const button of dialog.querySelectorAll("[data-close]")) button.hidden = false;
    if (dressed.has(dialog)) continue;
    dressed.add(dialog);
    dialog.addEventListener("click", ({ target }) => { if (target.closest("[data-close]")) dialog.close(); });
    holder.addEventListener("toggle", () => { if (holder.open && !dialog.open) dialog.showModal(); });
    dialog.addEventListener("close", () => { holder.open = false; });
    dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
  }
}

export function dialogs() {
  dress();
  document.addEventListener("portico:refreshed", dress);
}
