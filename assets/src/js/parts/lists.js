// A filter takes effect when it is picked; the button stays for those without script. Listened for on the page, so that a list which is drawn anew
// keeps it.
export function filters() {
  const dress = () => {
    for (const button of document.querySelectorAll("form[data-auto-submit] [data-no-script]")) button.classList.add("sr");
  };
  dress();
  document.addEventListener("portico:refreshed", dress);
  const filter = (form) => form?.matches?.("form[data-auto-submit]");
  document.addEventListener("change", ({ target }) => { if (target.matches("select") && filter(target.form)) target.form.requestSubmit(); });
  // An empty choice does not belong in the address.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!filter(target)) return;
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}
