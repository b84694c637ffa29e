// A ticket may be dragged to a status it can move to. What happens is what its menu does: the same form, sent by script.
import { say } from "./toasts.js";

const LOST = "The move did not reach the server. Check your connection and try again.";

async function move(form) {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", redirect: "manual", body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json", "X-CSRF-Token": form.elements._csrf?.value ?? "" },
    });
  } catch {
    return LOST;
  }
  if (answer.ok || answer.type === "opaqueredirect") return "";
  const problem = await answer.json().catch(() => ({}));
  return problem.title || "This order cannot be moved there.";
}

const bound = new WeakSet();

function dress(place) {
  for (const ticket of place.querySelectorAll("[data-ticket]")) {
    if (ticket.dataset.targets) ticket.draggable = true;
    for (const link of ticket.querySelectorAll("a")) link.draggable = false;
  }
}

export function board() {
  const dressed = () => {
    const place = document.querySelector("[data-board]");
    if (!place) return;
    dress(place);
    if (!bound.has(place)) bind(place);
    bound.add(place);
  };
  dressed();
  document.addEventListener("portico:refreshed", dressed);
}

function bind(place) {
  let carried = null;
  const hint = document.createElement("p");
  hint.className = "drop-here";
  hint.textContent = "Drop here";
  const clear = () => {
    hint.remove();
    for (const column of place.querySelectorAll(".over")) column.classList.remove("over");
  };
  const target = (element) => {
    const column = element.closest?.("[data-column]");
    return column && carried && carried.dataset.targets.split(" ").includes(column.dataset.column) ? column : null;
  };
  // The menu of a ticket does the same and leaves the board where it is.
  place.addEventListener("submit", async (event) => {
    if (!event.target.matches("form[data-move]")) return;
    event.preventDefault();
    const problem = await move(event.target);
    if (!problem) return window.location.reload();
    event.target.closest("details").open = false;
    say(problem, "bad");
  });
  place.addEventListener("dragstart", (event) => {
    carried = event.target.closest?.("[data-ticket]") ?? null;
    if (!carried) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", carried.dataset.ticket);
    setTimeout(() => carried?.classList.add("moving"));
  });
  place.addEventListener("dragend", () => {
    carried?.classList.remove("moving");
    carried = null;
    clear();
  });
  place.addEventListener("dragover", (event) => {
    const column = target(event.target);
    if (!column) return clear();
    event.preventDefault();
    const list = column.querySelector("[data-list]");
    if (list) {
      if (hint.parentElement !== list) list.append(hint);
    } else column.classList.add("over");
  });
  place.addEventListener("drop", async (event) => {
    const column = target(event.target);
    const ticket = carried;
    if (!column || !ticket) return;
    event.preventDefault();
    const forms = [...ticket.querySelectorAll("form[data-move]")];
    const form = forms.find((each) => each.elements.status.value === column.dataset.column);
    if (!form) return;
    const from = { list: ticket.parentElement, next: ticket.nextElementSibling };
    column.querySelector("[data-list]")?.insertBefore(ticket, hint);
    clear();
    const problem = await move(form);
    if (!problem) return window.location.reload();
    from.list.insertBefore(ticket, from.next);
    say(problem, "bad");
  });
}
