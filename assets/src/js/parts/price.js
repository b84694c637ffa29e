// What an order comes to while it is put together: the server works it out at every change, and late answers are dropped. The same answer says which
// add-ons go with what was typed, and what the browser cannot decide itself.
const PAUSE = 180;

class Price {
  constructor(form) {
    this.form = form;
    this.asked = 0;
    this.summary = document.querySelector("[data-summary]");
    this.bar = document.querySelector("[data-bar]");
    this.own = [...form.querySelectorAll("[data-price]")];
    if (this.summary) for (const place of this.own) place.replaceChildren(...this.summary.cloneNode(true).childNodes);
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    form.addEventListener("rows", () => this.soon());
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const number = ++this.asked;
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    let told;
    try {
      const response = await fetch(this.form.dataset.priceUrl, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!response.ok) return;
      told = await response.json();
    } catch {
      return;
    }
    if (number !== this.asked) return;
    this.show(told);
  }

  show({ html, bar, addons }) {
    if (this.summary && html && this.summary.dataset.last !== html) {
      this.summary.dataset.last = html;
      this.summary.innerHTML = html;
      for (const place of this.own) place.innerHTML = html;
    }
    if (this.bar && bar) this.bar.innerHTML = bar;
    const parts = [...document.querySelectorAll("[data-addon]")];
    for (const part of parts) {
      const offered = addons.includes(part.dataset.addon);
      if (part.disabled !== offered) continue;
      part.disabled = part.hidden = !offered;
    }
    const card = document.querySelector("[data-addons]");
    if (card) card.hidden = parts.every((part) => part.hidden);
  }
}

export function prices() {
  for (const form of document.querySelectorAll("form[data-price-url]")) new Price(form);
}
