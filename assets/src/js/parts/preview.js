// A picture or a PDF opens above the page; its link works without script. Where a browser shows no PDFs, the link is left alone.
import { phrase } from "./words.js";

let dialog = null;
let shown = null;

function made() {
  const place = document.createElement("dialog");
  place.className = "dialog preview";
  place.setAttribute("aria-labelledby", "preview-title");
  const head = document.createElement("header");
  const title = Object.assign(document.createElement("h2"), { id: "preview-title" });
  const button = (words, run) => {
    const each = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: words });
    each.addEventListener("click", run);
    return each;
  };
  const save = Object.assign(document.createElement("a"), { className: "btn sm", textContent: phrase("Download") });
  const earlier = button(phrase("Previous"), () => step(-1));
  const later = button(phrase("Next"), () => step(1));
  head.append(title, earlier, later, save, button(phrase("Close"), () => place.close()));
  const body = Object.assign(document.createElement("div"), { className: "preview-body" });
  place.append(head, body);
  place.addEventListener("click", ({ target }) => { if (target === place) place.close(); });
  place.addEventListener("close", () => { body.replaceChildren(); shown?.focus(); });
  place.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  document.body.append(place);
  return Object.assign(place, { parts: { title, save, body, earlier, later } });
}

const siblings = () => [...(shown?.closest("[data-previews]")?.querySelectorAll("a[data-preview]") ?? [shown])];

function step(by) {
  const all = siblings();
  const next = all[all.indexOf(shown) + by];
  if (next) show(next);
}

function show(link) {
  shown = link;
  const { title, save, body, earlier, later } = dialog.parts;
  const all = siblings();
  const place = all.indexOf(link);
  earlier.hidden = later.hidden = all.length < 2;
  earlier.disabled = place <= 0;
  later.disabled = place >= all.length - 1;
  title.textContent = link.dataset.name;
  save.href = `${link.getAttribute("href").split("?")[0]}?save`;
  if (link.dataset.preview === "pdf") {
    body.replaceChildren(Object.assign(document.createElement("iframe"), { src: link.href, title: link.dataset.name }));
    return;
  }
  const picture = Object.assign(new Image(), { alt: link.dataset.name });
  picture.addEventListener("error", () => {
    body.replaceChildren(Object.assign(document.createElement("p"), { textContent: phrase("This picture cannot be shown here. Download it instead.") }));
  });
  picture.src = link.href;
  body.replaceChildren(picture);
}

export function previews() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-preview]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.dataset.preview === "pdf" && !navigator.pdfViewerEnabled) return;
    event.preventDefault();
    dialog ??= made();
    show(link);
    if (!dialog.open) dialog.showModal();
  });
}
