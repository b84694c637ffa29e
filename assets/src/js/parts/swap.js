// A form that changes one part of its page: sent in the background, and the parts marked data-swap-part are taken from the page that comes back. Where anything
// is out of the ordinary the form is sent as ever.
import { arrive } from "./toasts.js";

const TEXT = "input:not([type]), input[type=text], textarea";

async function send(form, button) {
  const fields = new FormData(form, button);
  const answer = await fetch(button?.getAttribute("formaction") || form.action, {
    method: "POST", body: fields, headers: { Accept: "text/html" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.querySelector("[data-swap-part]")) throw new Error("another page");
  return fresh;
}

// Where the person was: the same control in the part that came, else the field for the next one.
function returning(form) {
  const row = form.closest("li[id]")?.id;
  const typed = form.querySelector(TEXT)?.id;
  return () => {
    const place = (row && document.getElementById(row)?.querySelector("button, summary")) || (typed && document.getElementById(typed));
    (place ?? document.querySelector("#tasks .task-tick, #title-new"))?.focus({ preventScroll: true });
  };
}

export function swaps() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-swap]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const goBack = returning(form);
    try {
      const fresh = await send(form, event.submitter);
      for (const part of document.querySelectorAll("[data-swap-part][id]")) {
        const found = fresh.getElementById(part.id);
        if (found) part.replaceWith(document.adoptNode(found));
      }
      arrive(fresh);
      document.dispatchEvent(new CustomEvent("portico:refreshed"));
      goBack();
    } catch {
      // As without script: the server then says what is wrong.
      delete form.dataset.swap;
      delete form.dataset.sent;
      form.requestSubmit(event.submitter);
    }
  });
}
