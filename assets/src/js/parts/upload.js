// Files go on their way as soon as they are picked, dropped or pasted: announced, put by ticket with progress, checked. Each leaves a hidden
// file_id in its form. Without script the same form posts a plain file field.
import { refresh } from "./refresh.js";
import { say } from "./toasts.js";
import { phrase, phrases } from "./words.js";

const AT_ONCE = 3;
const LOST = phrase("The connection was lost.");
const known = new WeakMap();

const UNITS = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]];
export function inWords(size) {
  const unit = UNITS.find(([, least]) => size >= least);
  if (!unit) return phrases("{count} byte", "{count} bytes", size);
  const figure = size / unit[1];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: figure < 100 ? 1 : 0 }).format(figure)} ${unit[0]}`;
}

const tokenOf = (place) => place.closest("form")?.elements._csrf?.value ?? document.querySelector("[name=_csrf]")?.value ?? "";

async function ask(place, path, body) {
  const answer = await fetch(path, {
    method: "POST", body: body === undefined ? undefined : JSON.stringify(body),
    headers: { Accept: "application/json", "X-CSRF-Token": tokenOf(place), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.title || phrase("This file could not be sent. Try again in a moment.")), { refused: answer.status < 500 && answer.status !== 409 });
  return told;
}

// Puts the bytes and says how far it is; a request of its own kind, because fetch knows no progress.
function put(told, file, moved, started) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    started(request);
    request.open(told.method, told.url);
    for (const [name, value] of Object.entries(told.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) moved(event.loaded / event.total); });
    request.addEventListener("load", () => (request.status < 300 ? done() : failed(new Error(request.status < 500 ? request.responseText.trim() : LOST))));
    request.addEventListener("error", () => failed(new Error(LOST)));
    request.addEventListener("abort", () => failed(Object.assign(new Error(""), { cancelled: true })));
    request.send(file);
  });
}

class Uploader {
  constructor(place) {
    this.place = place;
    this.list = place.querySelector("[data-upload-list]");
    this.status = place.querySelector("[data-upload-status]");
    this.row = place.querySelector("template[data-upload-row]");
    this.waiting = [];
    this.sending = 0;
    this.entries = new Set();
    const form = place.closest("form");
    form?.classList.add("live-upload");
    place.classList.add("live-upload");
    const pick = place.querySelector("[data-upload-pick]");
    // What is sent by script is not sent once more with the form.
    pick.removeAttribute("name");
    pick.addEventListener("change", () => { this.add([...pick.files]); pick.value = ""; });
    this.adds = form?.hasAttribute("data-upload-add") ? form : null;
    // A question of a form stands beside others: what is dropped elsewhere is not its own.
    this.name = place.dataset.name ?? "file_id";
    if (place.dataset.name) form?.addEventListener("submit", (event) => this.wait(event), true);
    this.listen(place.dataset.name ? place : (this.adds ?? form ?? place));
    for (const kept of place.querySelectorAll("[data-upload-kept]")) this.found(kept);
  }

  listen(zone) {
    const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    zone.addEventListener("dragover", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      zone.classList.add("over");
    });
    zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) zone.classList.remove("over"); });
    zone.addEventListener("drop", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      zone.classList.remove("over");
      this.add([...event.dataTransfer.files]);
    });
    const paste = (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || (this.adds && event.target.closest?.("input, textarea, [contenteditable]"))) return;
      event.preventDefault();
      this.add(files.map((file) => named(file)));
    };
    (this.adds ? document : zone).addEventListener("paste", paste);
  }

  add(files) {
    for (const file of files) {
      const entry = { file, state: "waiting", element: this.row.content.firstElementChild.cloneNode(true) };
      entry.part = (name) => entry.element.querySelector(`[data-${name}]`);
      entry.part("name").textContent = file.name;
      entry.part("drop-words").textContent = phrase("Remove {file}", { file: file.name });
      entry.element.querySelector("progress").setAttribute("aria-label", phrase("{file}, sent", { file: file.name }));
      entry.part("retry").addEventListener("click", () => this.start(entry));
      entry.part("drop").addEventListener("click", () => this.drop(entry));
      this.entries.add(entry);
      this.list.append(entry.element);
      this.start(entry);
    }
  }

  // A form is not sent on while its files are on their way.
  wait(event) {
    if (!this.pending || event.submitter?.formNoValidate) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const wait = phrase("Wait a moment: a file is still on its way.");
    this.tell(wait);
    say(wait);
  }

  // A file that was there when the page was drawn.
  found(element) {
    const entry = { file: { name: element.querySelector("[data-name]").textContent }, state: element.dataset.state, element };
    entry.part = (name) => element.querySelector(`[data-${name}]`);
    entry.id = element.dataset.uploadKept;
    entry.part("without-script")?.remove();
    entry.part("drop").hidden = false;
    entry.part("drop").addEventListener("click", () => this.drop(entry));
    this.entries.add(entry);
  }

  // States: waiting, sending, checking, ready, refused (for good), lost (may be tried again).
  show(entry, state, note) {
    entry.state = state;
    entry.element.dataset.state = state;
    entry.part("note").textContent = note;
    entry.part("retry").hidden = state !== "lost";
    if (state === "refused" || state === "lost") this.tell(`${entry.file.name}: ${note}`);
    this.changed();
  }

  start(entry) {
    const most = Number(this.place.dataset.most);
    if (entry.file.size === 0) return this.show(entry, "refused", phrase("This file is empty: it has 0 bytes. Choose another one."));
    if (most && entry.file.size > most) return this.show(entry, "refused", phrase("This file is larger than {most}, which is the most that can be sent.", { most: inWords(most) }));
    this.show(entry, "waiting", phrase("Waiting"));
    this.waiting.push(entry);
    return this.next();
  }

  next() {
    while (this.sending < AT_ONCE && this.waiting.length) {
      this.sending += 1;
      this.send(this.waiting.shift()).finally(() => { this.sending -= 1; this.next(); this.settle(); });
    }
  }

  async send(entry) {
    const { file } = entry;
    const bar = entry.element.querySelector("progress");
    bar.value = 0;
    this.show(entry, "sending", inWords(file.size));
    const api = this.place.dataset.upload;
    const { client } = this.place.dataset;
    try {
      const told = await ask(this.place, api, { name: file.name, size: file.size, type: file.type, ...(client ? { client } : {}) });
      if (!this.entries.has(entry)) return;
      await put(told, file, (part) => {
        bar.value = Math.round(part * 100);
        entry.part("note").textContent = phrase("{done} of {all}", { done: inWords(file.size * part), all: inWords(file.size) });
      }, (request) => { entry.request = request; });
      this.show(entry, "checking", phrase("Being checked"));
      const kept = await ask(this.place, `${api}/${told.id}/complete`);
      if (!this.entries.has(entry)) return;
      if (kept.state === "refused") { this.show(entry, "refused", kept.reason); return; }
      this.keep(entry, kept);
    } catch (problem) {
      if (!problem.cancelled && this.entries.has(entry)) this.show(entry, problem.refused ? "refused" : "lost", problem.name === "TypeError" ? LOST : problem.message);
    }
  }

  keep(entry, kept) {
    entry.id = kept.id;
    entry.kept = kept;
    const field = document.createElement("input");
    const waits = this.name !== "file_id" && kept.state === "checking";
    Object.assign(field, { type: "hidden", name: waits ? `${this.name}.checking` : this.name, value: kept.id });
    entry.element.append(field);
    entry.part("name").textContent = kept.name;
    if (kept.thumb_url) {
      const picture = Object.assign(new Image(), { src: kept.thumb_url, alt: "" });
      entry.element.querySelector(".file-mark").replaceChildren(picture);
    }
    this.show(entry, "ready", kept.state === "checking" ? phrase("{size}, still being checked", { size: inWords(kept.size) }) : inWords(kept.size));
    if (!this.adds) this.tell(phrase("{file} is ready to send.", { file: kept.name }));
  }

  drop(entry) {
    this.entries.delete(entry);
    this.waiting = this.waiting.filter((each) => each !== entry);
    entry.request?.abort();
    const next = entry.element.nextElementSibling ?? entry.element.previousElementSibling;
    entry.element.remove();
    (next?.querySelector("[data-drop]") ?? this.place.querySelector("[data-upload-pick]"))?.focus();
    this.changed();
    this.settle();
  }

  tell(words) { this.status.textContent = words; }

  count(...states) { return [...this.entries].filter((entry) => states.includes(entry.state)).length; }

  get pending() { return this.count("waiting", "sending", "checking"); }

  get failed() { return this.count("refused", "lost"); }

  get lost() { return this.count("lost"); }

  get ids() { return [...this.entries].filter((entry) => entry.state === "ready").map((entry) => entry.id); }

  // Resolves once nothing is on its way any more.
  settled() { return this.pending ? new Promise((done) => { this.place.addEventListener("upload-settled", done, { once: true }); }) : Promise.resolve(); }

  changed() {
    // Rules of the form count files, too.
    if (this.name !== "file_id") this.place.dispatchEvent(new Event("change", { bubbles: true }));
    this.place.dispatchEvent(new CustomEvent("upload-changed", { bubbles: true, detail: { pending: this.pending, ready: this.ids.length } }));
  }

  settle() {
    if (this.pending) return;
    this.place.dispatchEvent(new CustomEvent("upload-settled", { bubbles: true }));
    if (this.adds && this.ids.length) this.post();
  }

  // Forget what was sent; what was refused stays until it is dismissed.
  clear({ refused = false } = {}) {
    for (const entry of [...this.entries]) {
      if (entry.state !== "ready" && !refused) continue;
      this.entries.delete(entry);
      entry.element.remove();
    }
    this.changed();
  }

  // A form that does nothing but add files posts itself when they are there.
  async post() {
    const ready = [...this.entries].filter((entry) => entry.state === "ready");
    const body = new FormData(this.adds);
    const answer = await fetch(this.adds.action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRF-Token": tokenOf(this.place) } }).catch(() => null);
    if (!answer?.ok) {
      const told = await answer?.json().catch(() => ({}));
      for (const entry of ready) this.show(entry, "lost", told?.title ?? LOST);
      return;
    }
    for (const entry of ready) { this.entries.delete(entry); entry.element.remove(); }
    await refresh();
    say(phrases("{file} was added.", "{count} files were added.", ready.length, { file: ready[0].kept.name }));
    this.changed();
  }
}

// A pasted picture is called image.png by every browser.
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const stamp = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}`;
  return new File([file], `${phrase("Picture")} ${stamp}.${file.name.split(".").pop()}`, { type: file.type });
}

// The one uploader of a [data-upload] element: add(files), ids, pending, failed, settled(), clear().
export function uploader(place) {
  if (!known.has(place)) known.set(place, new Uploader(place));
  return known.get(place);
}

export function uploads() {
  const places = document.querySelectorAll("[data-upload]");
  for (const place of places) uploader(place);
  document.addEventListener("row", ({ target }) => { for (const place of target.querySelectorAll("[data-upload]")) uploader(place); });
  if (!places.length) return;
  // A file dropped beside the place would replace the page.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.defaultPrevented && [...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if ([...places].some((place) => known.get(place)?.pending)) event.preventDefault();
  });
}
