// Several rows are chosen with their boxes: one by one, a stretch with Shift, or all of them. What can be done with them stands in one bar, which is
// there only while something is chosen. Everything is asked of the document anew, so a list that was refreshed in place keeps working.
const boxes = (table) => [...table.querySelectorAll("tbody input[type=checkbox]")];

function show(table) {
  const all = boxes(table);
  const chosen = all.filter((box) => box.checked);
  const bar = document.getElementById(table.dataset.pick);
  bar.classList.toggle("on", chosen.length > 0);
  bar.querySelector("[data-chosen-count]").textContent = String(chosen.length);
  for (const box of all) box.closest("tr").classList.toggle("chosen", box.checked);
  const every = table.querySelector("[data-pick-all]");
  every.checked = all.length > 0 && chosen.length === all.length;
  every.indeterminate = chosen.length > 0 && chosen.length < all.length;
}

export function picking() {
  let last = null;
  const dress = () => {
    for (const table of document.querySelectorAll("table[data-pick]")) {
      const bar = document.getElementById(table.dataset.pick);
      bar.classList.add("live");
      for (const part of [...table.querySelectorAll("[data-script]"), ...bar.querySelectorAll("[data-script]")]) part.hidden = false;
      show(table);
    }
  };
  document.addEventListener("click", ({ target, shiftKey }) => {
    const clear = target.closest?.("[data-pick-none]");
    if (clear) {
      for (const table of document.querySelectorAll("table[data-pick]")) {
        for (const box of boxes(table)) box.checked = false;
        show(table);
        table.querySelector("[data-pick-all]").focus();
      }
      return;
    }
    const table = target.closest?.("table[data-pick]");
    if (!table || !target.matches("input[type=checkbox]")) return;
    const all = boxes(table);
    if (target.matches("[data-pick-all]")) for (const box of all) box.checked = target.checked;
    else {
      if (shiftKey && last && all.includes(last)) {
        const [from, to] = [all.indexOf(last), all.indexOf(target)].sort((one, other) => one - other);
        for (const box of all.slice(from, to + 1)) box.checked = target.checked;
      }
      last = target;
    }
    show(table);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], details[data-popup][open]")) return;
    document.querySelector(".bulk.on [data-pick-none]")?.click();
  });
  // Coming back to the page, the browser puts the ticks back after the script ran.
  window.addEventListener("pageshow", dress);
  document.addEventListener("portico:refreshed", dress);
  dress();
}
