// The studio: structure, canvas and settings move together. Every change is an edit; what is on the screen is what the server drew from the saved
// draft, and only what is typed right now runs ahead of it.
import { Idiomorph } from "idiomorph";
import { live, onLive } from "./parts/live.js";
import { mode } from "./parts/mode.js";
import { popups } from "./parts/popups.js";
import { ask, Offline } from "./studio/asking.js";
import { Canvas } from "./studio/canvas.js";
import { colouring } from "./studio/colours.js";
import { conflicts } from "./studio/conflict.js";
import { NotYet, read, tell, typed } from "./studio/fields.js";
import { Saving } from "./studio/saving.js";
import { toast } from "./studio/toast.js";
import { Tree } from "./studio/tree.js";
import { sheets } from "./studio/sheets.js";

popups();
mode();
live();

const studio = document.querySelector("[data-studio]");
const part = (name) => studio.querySelector(`[data-${name}]`);
const settings = part("inspector-holder");
const persona = part("persona");
const WORDS = { saved: "Saved", saving: "Saving…", offline: "Offline, kept here" };
let selected = studio.dataset.selected;
let drawing = 0;

const announce = (text) => { part("announce").textContent = text; };

const canvas = new Canvas(studio, {
  select: (ptr) => {
    const row = tree.nearest(ptr);
    if (row) choose(row.dataset.row, { from: "canvas", deep: ptr });
  },
  hover: (ptr) => {
    for (const old of studio.querySelectorAll(".tree-row.hovered")) old.classList.remove("hovered");
    if (ptr) tree.nearest(ptr)?.querySelector(".tree-row").classList.add("hovered");
  },
  // The page may have been drawn before the last save: then what was typed meanwhile is not in it.
  page: (draft) => { note(); if (draft < saving.number) canvas.redraw(); },
  unwritten: () => {},
  painted: (number) => { studio.dataset.painted = String(number); },
  trouble: (text) => toast(text, { tone: "bad" }),
});

const saving = new Saving(Number(studio.dataset.number), `studio:${studio.dataset.root}:${studio.dataset.me}`, {
  state: (state) => {
    const place = studio.querySelector(".save-state");
    place.dataset.state = state;
    part("state-words").textContent = WORDS[state];
  },
  saved: (reply, entry) => {
    steps(reply);
    if (!reply.applied.length && !entry.turn) return;
    if (entry.said) toast(entry.said, { undo: () => turn("undo") });
    // What is in the frame already is not drawn again, so that nothing flickers under the hand that types.
    if (!entry.painted || canvas.answered < entry.painted) canvas.redraw();
    redraw(entry.select).then(() => land(entry.focus));
  },
  refused: (refusal, entry) => {
    const field = entry.edits?.length === 1 && settings.querySelector(`[data-set="${CSS.escape(entry.edits[0].ptr)}"]`);
    if (field) tell(field, refusal.message);
    else toast(refusal.message, { tone: "bad" });
    if (!field) { redraw(); canvas.redraw(); }
  },
  stale: (refusal, entry) => conflict(refusal, entry),
});

const tree = new Tree(part("tree-holder"), {
  select: (row) => choose(row.dataset.row, { from: "tree" }),
  move: (row, after, place, of) => {
    announce(`${row.dataset.name}, ${place} of ${of}`);
    save({ edits: [{ op: "move", ptr: row.dataset.moved ?? row.dataset.row, after }], label: `Move “${row.dataset.name}”`, said: `“${row.dataset.name}” is now ${place} of ${of}` });
  },
  remove: async (row) => {
    await choose(row.dataset.row, { from: "tree" });
    if (inspected(row.dataset.row)) settings.querySelector("[data-remove]")?.click();
  },
  rename: async (row) => {
    await choose(row.dataset.row, { from: "tree" });
    if (!inspected(row.dataset.row)) return;
    const field = settings.querySelector('[data-kind="text"]');
    field?.focus();
    field?.select();
  },
  say: announce,
});

function steps({ undo, redo }) {
  for (const [name, step] of [["undo", undo], ["redo", redo]]) {
    const button = part(name);
    const word = name === "undo" ? "Undo" : "Redo";
    button.setAttribute("aria-disabled", String(!step));
    button.setAttribute("aria-label", step ? `${word}: ${step.label}` : word);
    button.title = step ? `${word}: ${step.label}` : word;
    if (step) button.dataset.step = step.number;
    else delete button.dataset.step;
  }
}

function save(entry, typing = false) {
  if (typing) saving.later(entry);
  else saving.now(entry);
}

function turn(name) {
  saving.flush();
  const { step } = part(name).dataset;
  if (step || saving.busy) saving.now({ turn: name, step: step && !saving.busy ? Number(step) : null });
}

// What stands in the settings may be of something else still: nothing is removed or renamed by a key that meant another row.
const inspected = (ptr) => settings.querySelector("[data-inspected]")?.dataset.inspected === ptr;

// Whoever waits for a drawing that a later one overtook waits for the later one.
let latest = Promise.resolve("");
function redraw(select) {
  latest = drawAnew(select);
  return latest;
}

// Structure and settings as the server draws them; a field that has the focus keeps what is typed in it.
async function drawAnew(select) {
  const mine = ++drawing;
  if (select !== undefined) selected = select;
  try {
    const drawn = await ask(`${studio.dataset.modeKey}/parts?at=${encodeURIComponent(selected)}`);
    if (mine !== drawing) return latest;
    saving.number = Math.max(saving.number, drawn.number);
    steps(drawn);
    morph(part("tree-holder"), drawn.tree);
    morph(settings, drawn.inspector);
    tree.refresh();
    if (part("search-words").value) tree.search(part("search-words").value);
    if (selected !== drawn.selected || select !== undefined) {
      selected = drawn.selected;
      canvas.select(selected);
      const row = tree.select(selected);
      if (select !== undefined && row) show(row);
      place();
    }
    part("draft-number").textContent = drawn.number;
    part("review").textContent = drawn.review;
    return drawn.by;
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
  }
  return "";
}

function morph(holder, html) {
  Idiomorph.morph(holder, html, {
    morphStyle: "innerHTML",
    ignoreActiveValue: Boolean(document.activeElement?.matches("input, textarea, select")),
    callbacks: {
      // What a person opened stays open, and what they are typing is theirs.
      beforeAttributeUpdated: (name, node) => !(name === "open" && node.localName === "details") && !(name === "tabindex" && node.dataset.row),
      beforeNodeMorphed: (old, fresh) => !(old === document.activeElement && old.dataset?.set && typed(old) && saving.busy) && !refused(old, fresh),
    },
  });
}

// A field that says why it was not taken keeps what stands in it, and says so until it is taken.
function refused(old, fresh) {
  const sentence = old.matches?.(".field") && old.querySelector("[data-refused]:not([hidden])");
  const field = sentence && old.querySelector("[data-set], [data-rule-text]");
  if (!field) return false;
  const { set, ruleText } = field.dataset;
  return Boolean(fresh.querySelector?.(set ? `[data-set="${CSS.escape(set)}"]` : `[data-rule-text="${CSS.escape(ruleText)}"]`));
}

function place() {
  const address = new URL(location.href);
  if (selected) address.searchParams.set("at", selected);
  else address.searchParams.delete("at");
  history.replaceState(null, "", address);
}

async function choose(ptr, { from, deep } = {}) {
  saving.flush();
  selected = ptr;
  const row = tree.select(ptr);
  if (from !== "canvas") {
    canvas.select(ptr);
    if (row) show(row);
  }
  place();
  if (narrow() && from !== "canvas") sheet.close("structure");
  await redraw();
  if (deep && deep !== ptr) settings.querySelector(`[data-set^="${CSS.escape(deep)}"]`)?.scrollIntoView({ block: "nearest" });
  if (narrow()) sheet.open("settings");
}

// Bring the page of a row into the frame, as somebody who sees it.
function show(row) {
  const above = row.dataset.show ? row : row.closest("[data-show]:not([data-show=''])");
  const path = above?.dataset.show;
  if (!path) return;
  if ("visitor" in row.dataset && persona.value) {
    persona.value = "";
    walk();
    canvas.look("", path);
  } else if (!("visitor" in row.dataset) && !persona.value && path.startsWith("/t/")) {
    persona.selectedIndex = 0;
    walk();
    canvas.look(persona.value, path);
  } else if (canvas.path !== path && !(path === first() && canvas.path === "/")) canvas.open(path);
  note(row);
}

const first = () => studio.querySelector('[data-row^="/tabs/"]')?.dataset.show;
const walk = () => { part("walk-member").value = persona.value; };

// Says so where the person who looks is not shown what is selected, and who is.
function note(row = tree.row(selected)) {
  const place = part("canvas-note");
  const roles = row?.dataset.roles?.trim().split(" ").filter(Boolean);
  const mine = persona.selectedOptions[0]?.dataset.roles.split(" ").filter(Boolean) ?? [];
  place.hidden = !roles || !mine.length || roles.some((role) => mine.includes(role));
  if (place.hidden) return;
  const other = [...persona.options].find((option) => option.dataset.roles.split(" ").some((role) => roles.includes(role)));
  place.replaceChildren(`${persona.selectedOptions[0].text.split(" · ")[0]} does not see “${row.dataset.name}”. `);
  if (!other) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: `View as ${other.text.split(" · ")[0]}` });
  button.addEventListener("click", () => { persona.value = other.value; persona.dispatchEvent(new Event("change")); });
  place.append(button);
}

function change(field) {
  let value;
  try {
    value = read(field);
    tell(field, "");
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    tell(field, error.message);
    return;
  }
  const { set: ptr, label, kind, first } = field.dataset;
  const painted = "plain" in field.dataset && canvas.port ? canvas.text(ptr, field.value.trim()) : 0;
  save({ edits: [{ op: "set", ptr, value }], first: first && JSON.parse(first), intent: `set:${ptr}`, label, painted: unwritten.has(ptr) ? 0 : painted }, typed(field));
  if (kind === "colour") colours(field);
}

// Texts the frame could not write by itself: those are drawn by the server.
const unwritten = new Set();
canvas.heard.unwritten = (ptr) => {
  unwritten.add(ptr);
  if (saving.gathering?.entry.intent === `set:${ptr}`) saving.gathering.entry.painted = 0;
  else canvas.redraw();
};

const colours = colouring(settings, canvas);
const conflict = conflicts(part, { save, drawAnew: () => { canvas.redraw(); redraw(); } });

settings.addEventListener("input", ({ target }) => {
  if (target.dataset.hex) {
    const field = document.getElementById(target.dataset.hex);
    if (/^#[0-9a-f]{6}$/i.test(target.value.trim())) { field.value = target.value.trim().toLowerCase(); change(field); }
    return;
  }
  const field = target.closest("[data-set]");
  if (field && typed(field)) change(field);
});
settings.addEventListener("change", ({ target }) => {
  // Ways that are edits the server wrote beforehand.
  const way = target.matches("[data-pick]") ? target.selectedOptions[0].dataset.way : target.matches("[data-toggle]") && (target.checked ? target.dataset.on : target.dataset.off);
  if (way) {
    save({ edits: JSON.parse(way), label: target.dataset.label });
    return;
  }
  if (target.dataset.ruleText) { write(target); return; }
  const field = target.closest("[data-set]");
  if (field && !typed(field)) change(field);
  else if (field) saving.flush();
});
settings.addEventListener("focusout", () => saving.flush());

document.addEventListener("click", (event) => {
  const { target } = event;
  const go = target.closest("[data-go]");
  if (go) {
    const row = tree.nearest(go.dataset.go);
    if (row) { event.preventDefault(); choose(row.dataset.row, { from: "list", deep: go.dataset.go }); }
    else if (modeOf(go.dataset.go)) { event.preventDefault(); location.assign(`${studio.dataset.root}/${modeOf(go.dataset.go)}?at=${encodeURIComponent(go.dataset.go)}`); }
    return;
  }
  const swatch = target.closest("[data-colour]");
  if (swatch) {
    const field = document.getElementById(swatch.dataset.of);
    field.value = swatch.dataset.colour;
    change(field);
    return;
  }
  const pick = target.closest("[data-set] > button, .icon-grid > button");
  if (pick) {
    const group = pick.closest("[data-set]");
    for (const each of group.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === pick));
    change(group);
    return;
  }
  const button = target.closest("[data-edits]");
  if (!button) return;
  button.closest("details[data-popup]")?.removeAttribute("open");
  const { edits, said, select, focus } = button.dataset;
  save({ edits: JSON.parse(edits), label: said, said, select, focus });
});

// A rule that was written is read by the server, which answers with the edits that set it.
async function write(field) {
  try {
    const { edits } = await ask("rules", { ptr: field.dataset.ruleText, text: field.value });
    tell(field, "");
    save({ edits, label: field.dataset.label });
  } catch (error) {
    tell(field, error instanceof Offline ? "You are offline. Try again when the network is back." : error.message);
  }
}

// Whoever adds or removes a row goes on in one that is there.
function land(focus) {
  const field = focus && (settings.querySelector(`[data-set="${CSS.escape(focus)}"]`) ?? document.getElementById(focus));
  field?.focus();
  field?.select?.();
}

const modeOf = (ptr) => ({ tabs: "pages", pages: "pages", dashboards: "pages", services: "services", prices: "services", addons: "services", forms: "forms", notifications: "notifications", branding: "brand", portal: "brand", sign_in: "pages" })[ptr.split("/")[1]];

for (const name of ["undo", "redo"]) part(name).addEventListener("click", () => turn(name));
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches?.("input:not([type=checkbox]), textarea")) return;
  const key = event.key.toLowerCase();
  if (key === "z") { event.preventDefault(); turn(event.shiftKey ? "redo" : "undo"); }
  if (key === "y") { event.preventDefault(); turn("redo"); }
});

persona.addEventListener("change", () => { walk(); canvas.look(persona.value); });
for (const [name, act] of [["device", (value) => canvas.show(value)], ["canvas-mode", (value) => canvas.shade(value)]]) {
  const buttons = [...studio.querySelectorAll(`[data-${name}]`)];
  const key = name === "device" ? "device" : "canvasMode";
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      act(button.dataset[key]);
    });
  }
}

part("search-open").addEventListener("click", ({ currentTarget }) => {
  const box = part("search");
  box.hidden = !box.hidden;
  currentTarget.setAttribute("aria-expanded", String(!box.hidden));
  if (box.hidden) { part("search-words").value = ""; tree.search(""); } else part("search-words").focus();
});
part("search-words").addEventListener("input", ({ target }) => tree.search(target.value));
part("search-words").addEventListener("keydown", ({ key }) => {
  if (key === "Escape") part("search-open").click();
  if (key === "ArrowDown") tree.rows[0]?.focus();
});

settings.addEventListener("change", async ({ target }) => {
  if (!target.dataset.logo || !target.files[0]) return;
  const form = new FormData();
  form.append("file", target.files[0]);
  try {
    const { edits, said } = await ask("logo", undefined, { method: "POST", body: form });
    save({ edits, label: "Logo", said });
  } catch (error) {
    tell(target, error instanceof Offline ? "You are offline. Try again when the network is back." : error.message);
  }
  target.value = "";
});

// Somebody else saved: what they did is drawn here, too, and who it was is said.
async function others() {
  if (saving.busy || document.hidden) return;
  const known = saving.number;
  const by = await redraw();
  if (saving.number === known) return;
  canvas.redraw();
  if (!by) return;
  const place = part("here-too");
  if (place.hidden) toast(`${by} is here too, and changed something`);
  place.textContent = `${by} is here too`;
  place.hidden = false;
  clearTimeout(place.gone);
  place.gone = setTimeout(() => { place.hidden = true; }, 120_000);
}
onLive("draft.changed", ({ number }) => { if (number > saving.number) others(); });
onLive("reload", others);
window.addEventListener("focus", others);

const sheet = sheets(studio);
const narrow = () => sheet.narrow();

const panels = studio.querySelector("[data-panels]");
panels.addEventListener("click", () => panels.setAttribute("aria-pressed", String(studio.classList.toggle("alone"))));
const start = studio.querySelector(`[data-row="${CSS.escape(selected)}"]`) ?? null;
canvas.shade(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
for (const button of studio.querySelectorAll("[data-canvas-mode]")) button.setAttribute("aria-pressed", String(button.dataset.canvasMode === canvas.mode));
// On a phone the portal is seen as on a phone.
if (narrow()) canvas.show("phone");
const visitor = start && "visitor" in start.dataset;
if (visitor) persona.value = "";
walk();
canvas.selected = selected;
canvas.look(persona.value, (start?.dataset.show || start?.closest("[data-show]:not([data-show=''])")?.dataset.show || studio.querySelector("[data-row]")?.dataset.show) || "/").then(() => note());
if (start) tree.select(selected);
