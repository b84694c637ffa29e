// The studio's side in the frame: tells the studio what is clicked, and shows what it is told. Three ways a change arrives, quickest first:
// colours as a stylesheet of their own, plain text put where it stands, and everything else as the page drawn anew and morphed in place.
import { Idiomorph } from "idiomorph";

const { origin, draft, ...words } = JSON.parse(document.body.dataset.canvas);
const PLACEHOLDER = /\{\{\s*([a-z_.]+)\s*\}\}/g;
const colours = new CSSStyleSheet();
let port;
let picked = "";
let newest = 0;
let drawing;
const questions = new WeakMap(); // what the server wrote of each question: script has dressed what stands there

const say = (kind, body = {}) => port?.postMessage({ kind, ...body });
const at = (ptr) => [...document.querySelectorAll(`[data-ptr="${CSS.escape(ptr)}"]`)];
const visible = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

// Where an element stands in the document: its own mark, or the question of the form it is in.
function place(element) {
  const field = element.closest("[data-field]");
  const form = field?.closest('[data-ptr^="/forms/"]');
  // What is marked inside of a field, as a package to choose, is no question of the form.
  if (form && !field.contains(element.closest("[data-ptr]"))) return [`${form.dataset.ptr}/fields/${field.dataset.field}`, field];
  const marked = element.closest("[data-ptr]");
  return marked ? [marked.dataset.ptr, marked] : ["", null];
}

// The elements that show a part: those of exactly this place, else those of the nearest place above it.
function shown(ptr) {
  for (let here = ptr; here; here = here.slice(0, here.lastIndexOf("/"))) {
    const field = /^(\/forms\/[^/]+)\/fields\/([^/]+)$/.exec(here);
    const found = (field ? [...document.querySelectorAll(`[data-field="${CSS.escape(field[2])}"]`)] : at(here)).filter(visible);
    if (found.length) return found;
  }
  return [];
}

function pick(ptr, scroll) {
  picked = ptr;
  for (const old of document.querySelectorAll("[data-picked]")) old.removeAttribute("data-picked");
  const [first] = ptr ? shown(ptr) : [];
  if (!first) return;
  first.dataset.picked = "";
  if (scroll) first.scrollIntoView({ block: "nearest" });
}

// A text whose placeholders this page knows; null when only the server can write it.
function written(text) {
  let known = true;
  const made = text.replace(PLACEHOLDER, (whole, name) => {
    if (name in words) return words[name];
    known = false;
    return whole;
  });
  return known && !/\{\{|\}\}/.test(made) ? made : null;
}

function writeField(ptr, text) {
  const found = /^\/forms\/[^/]+\/fields\/([^/]+)\/label$/.exec(ptr);
  const label = found && document.querySelector(`[data-field="${CSS.escape(found[1])}"] :is(label, .label)`);
  const first = label && [...label.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!first) return false;
  first.data = `${text} `;
  return true;
}

function writeText(ptr, text) {
  const made = written(text);
  const places = at(ptr).filter((each) => "says" in each.dataset);
  if (made === null || made === "" || (!places.length && !writeField(ptr, made))) return false;
  for (const each of places) {
    if (each.classList.contains("prose")) {
      each.replaceChildren(...made.split(/\n{2,}/).filter((part) => part.trim()).map((part) => {
        const paragraph = document.createElement("p");
        paragraph.append(...part.trim().split("\n").flatMap((line, n) => (n ? [document.createElement("br"), line] : [line])));
        return paragraph;
      }));
    } else each.textContent = made;
  }
  return true;
}

// Questions are not morphed: one that is drawn as before stays with what was typed into it, another is put in its place and dressed.
function askedAnew(changed) {
  for (const [before, after] of changed) {
    const fresh = document.importNode(after, true);
    before.replaceWith(fresh);
    questions.set(fresh, after.outerHTML);
    fresh.dispatchEvent(new Event("row", { bubbles: true }));
  }
}

async function redraw(number) {
  newest = Math.max(newest, number);
  drawing?.abort();
  drawing = new AbortController();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: drawing.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number < newest) return;
    if (!fresh.body.dataset.canvas) return location.reload();
    const look = (page) => page.querySelector('link[rel="stylesheet"][href*="/-/theme/"]');
    if (look(fresh) && look(document) && look(fresh).href !== look(document).href) {
      const next = look(document).cloneNode();
      next.href = look(fresh).getAttribute("href");
      const old = look(document);
      next.addEventListener("load", () => { old.remove(); colours.replaceSync(""); }, { once: true });
      old.after(next);
    }
    document.title = fresh.title;
    const changed = [];
    Idiomorph.morph(document.body, fresh.body, {
      ignoreActiveValue: Boolean(document.activeElement?.matches("input, textarea, select")),
      callbacks: {
        beforeAttributeUpdated: (name) => !["data-picked", "data-hovered"].includes(name),
        beforeNodeMorphed(before, after) {
          if (!before.dataset?.field || !after.dataset?.field || !before.closest('[data-ptr^="/forms/"]')) return true;
          if (questions.get(before) !== after.outerHTML) changed.push([before, after]);
          return false;
        },
      },
    });
    askedAnew(changed);
    pick(picked, false);
    requestAnimationFrame(() => say("drawn", { number }));
  } catch (error) {
    if (error.name !== "AbortError") say("error", { text: "The preview could not be drawn." });
  }
}

const heard = {
  select: ({ ptr }) => pick(ptr, true),
  mode: ({ mode }) => {
    if (mode === "auto") delete document.documentElement.dataset.mode;
    else document.documentElement.dataset.mode = mode;
  },
  text: ({ ptr, text, number }) => {
    const done = writeText(ptr, text);
    requestAnimationFrame(() => say(done ? "written" : "unwritten", { number, ptr }));
  },
  colours: ({ css, number }) => {
    colours.replaceSync(css);
    requestAnimationFrame(() => say("written", { number }));
  },
  replace: ({ number }) => redraw(number),
  navigate: ({ path }) => location.assign(path),
};

function listen({ data, origin: from, source, ports: [given] }) {
  if (from !== origin || source !== window.parent || data?.portico !== "studio" || !given) return;
  window.removeEventListener("message", listen);
  port = given;
  port.onmessage = ({ data: told }) => heard[told.kind]?.(told);
  say("ready", { path: location.pathname, title: document.title, draft: Number(draft) });
}

if (window.parent !== window) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, colours];
  window.addEventListener("message", listen);
  document.addEventListener("click", ({ target }) => {
    const [ptr, element] = place(target);
    if (!ptr) return;
    pick(ptr, false);
    if (!element.dataset.picked) element.dataset.picked = "";
    say("select", { ptr });
  }, true);
  let hovered;
  document.addEventListener("pointerover", ({ target }) => {
    const [ptr, element] = place(target);
    if (element === hovered) return;
    hovered?.removeAttribute("data-hovered");
    hovered = element;
    if (element) element.dataset.hovered = "";
    say("hover", { ptr });
  });
  document.documentElement.addEventListener("pointerleave", () => {
    hovered?.removeAttribute("data-hovered");
    hovered = null;
    say("hover", { ptr: "" });
  });
  window.parent.postMessage({ portico: "canvas" }, origin);
}
