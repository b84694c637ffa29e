// Menus are native details elements and open without script. Script closes them again: on Escape, on a press elsewhere,
// when another one opens. Inside a scrolling board a menu is set free, so that the board does not cut it off.
function place(popup) {
  const menu = popup.querySelector(".popover");
  if (!menu || !popup.closest("[data-board]")) return;
  menu.classList.add("free");
  const cause = popup.querySelector("summary").getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = cause.bottom + height + 8 < window.innerHeight;
  menu.style.top = `${below ? cause.bottom + 4 : Math.max(8, cause.top - height - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(cause.right - width, window.innerWidth - width - 8))}px`;
}

export function popups() {
  const open = () => document.querySelectorAll("details[data-popup][open]");
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.("details[data-popup]") || !target.open) return;
    for (const other of open()) if (other !== target) other.open = false;
    place(target);
  }, true);
  document.addEventListener("pointerdown", ({ target }) => {
    for (const popup of open()) if (!popup.contains(target)) popup.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const popup of open()) {
      popup.open = false;
      popup.querySelector("summary").focus();
    }
  });
  document.addEventListener("scroll", ({ target }) => {
    if (target.matches?.("[data-board]")) for (const popup of open()) if (target.contains(popup)) popup.open = false;
  }, true);
}
