// A filter takes effect when it is picked; the button stays for those without script.
export function filters() {
  for (const form of document.querySelectorAll("form[data-auto-submit]")) {
    for (const button of form.querySelectorAll("[data-no-script]")) button.classList.add("sr");
    form.addEventListener("change", ({ target }) => { if (target.matches("select")) form.requestSubmit(); });
    // An empty choice does not belong in the address.
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  }
}
