// How good a password would be, said while it is typed: the server judges, as it will judge the form.
const PAUSE = 300;

export function strength() {
  for (const place of document.querySelectorAll("[data-strength]")) {
    const form = place.closest("form");
    const field = form.querySelector("[type=password]");
    const bar = place.querySelector("progress");
    const words = place.querySelector("p");
    let timer, latest = 0;
    const show = ({ score, words: text }) => {
      bar.value = Math.max(score, 0.4);
      bar.classList.toggle("ok", score >= 3);
      words.textContent = text;
    };
    const ask = async () => {
      const number = ++latest;
      const about = ["name", "email"].map((name) => form.elements[name]?.value ?? "").join(" ");
      const answer = await fetch("/sign-up/strength", {
        method: "POST", body: new URLSearchParams({ password: field.value, about }),
        headers: { Accept: "application/json", "X-CSRF-Token": form.elements._csrf.value },
      }).catch(() => null);
      if (number === latest && answer?.ok) show(await answer.json());
    };
    field.addEventListener("input", () => {
      clearTimeout(timer);
      place.hidden = field.value === "";
      if (place.hidden) latest += 1;
      else timer = setTimeout(ask, PAUSE);
    });
  }
}
