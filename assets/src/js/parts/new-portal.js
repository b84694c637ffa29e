// A new portal's address follows its name until it is written by hand; whether it can be had is said at once.
const PAUSE = 250;

export function newPortal() {
  const form = document.querySelector("[data-new-portal]");
  if (!form) return;
  const { portal, slug } = form.elements;
  const error = document.getElementById("slug-error");
  const hint = document.getElementById("slug-hint");
  const otherwise = hint.textContent;
  let own = slug.value !== "";
  let timer, latest = 0;

  form.querySelector("[data-timezone]").value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

  const tell = (free, words) => {
    error.hidden = free || !words;
    error.querySelector("span").textContent = free ? "" : words;
    hint.textContent = free && words ? words : otherwise;
    if (free || !words) slug.removeAttribute("aria-invalid");
    else slug.setAttribute("aria-invalid", "true");
  };
  const ask = async (question) => {
    const number = ++latest;
    const answer = await fetch(`/portals/address?${new URLSearchParams(question)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (number !== latest || !answer?.ok) return;
    const found = await answer.json();
    if (question.name !== undefined && !own) slug.value = found.slug;
    tell(found.free, found.words);
  };
  const later = (question) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(question), PAUSE);
  };
  portal.addEventListener("input", () => {
    if (own) return;
    if (portal.value.trim()) later({ name: portal.value });
    else { latest += 1; clearTimeout(timer); slug.value = ""; tell(true, ""); }
  });
  slug.addEventListener("input", () => {
    own = slug.value !== "";
    if (own) later({ slug: slug.value.trim() });
    else if (portal.value.trim()) later({ name: portal.value });
    else tell(true, "");
  });
  // A starter brings its own colour, until one was picked.
  let picked = false;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "accent") picked = true;
    if (target.name === "starter" && !picked) form.querySelector(`[name=accent][value=${target.dataset.accent}]`).checked = true;
  });
}
