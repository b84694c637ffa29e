// A form is sent once: after the first press its button says so and takes no second one. Coming back to the page frees it.
export function submits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // The attribute: a field that is called "method" hides the property.
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    // After the browser took the button's own name and value.
    setTimeout(() => {
      for (const each of [...form.elements].filter((each) => each.type === "submit")) each.disabled = true;
      if (!button?.dataset.busy) return;
      const words = button.querySelector("span") ?? button;
      words.dataset.words = words.textContent;
      words.textContent = button.dataset.busy;
    });
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of [...form.elements].filter((each) => each.type === "submit")) button.disabled = false;
      for (const words of document.querySelectorAll("[data-words]")) words.textContent = words.dataset.words;
    }
  });
}
