// One menu of people for the whole board: a ticket's link opens it beside itself, and its form then belongs to that order.
function place(menu, cause) {
  const at = cause.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + height + 8 < window.innerHeight;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, window.innerWidth - width - 8))}px`;
}

export function assigning() {
  let cause = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-assign]");
    const menu = document.querySelector("[data-people]");
    if (!link || !menu?.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    cause = link;
    menu.querySelector("form").action = link.dataset.assign;
    for (const person of menu.querySelectorAll("[data-person]")) {
      const chosen = person.dataset.person === link.dataset.assignee;
      person.querySelector("[data-chosen]").hidden = !chosen;
      person.toggleAttribute("aria-current", chosen);
      if (chosen) person.setAttribute("aria-current", "true");
    }
    menu.showPopover();
    place(menu, link);
    (menu.querySelector("[aria-current]") ?? menu.querySelector("button")).focus();
  });
  document.addEventListener("toggle", ({ target, newState }) => {
    if (target.matches?.("[data-people]") && newState === "closed" && document.activeElement === document.body) cause?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("[data-people]");
    if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const people = [...menu.querySelectorAll("button")];
    const now = people.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: people.length - 1 }[event.key];
    people[(next + people.length) % people.length].focus();
  });
}
