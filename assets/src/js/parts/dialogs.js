// A details element that holds a dialog: with script it opens as one, above the page.
export function dialogs() {
  for (const holder of document.querySelectorAll("details[data-dialog]")) {
    const dialog = holder.querySelector("dialog");
    for (const button of dialog.querySelectorAll("[data-close]")) {
      button.hidden = false;
      button.addEventListener("click", () => dialog.close());
    }
    holder.addEventListener("toggle", () => { if (holder.open && !dialog.open) dialog.showModal(); });
    dialog.addEventListener("close", () => { holder.open = false; });
    dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
  }
}
