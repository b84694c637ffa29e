// What is being written in a conversation: kept while it is a draft, sent without leaving the page, shown with what becomes of it.
// Without script the same form is posted and the page is drawn anew.
import { drop, keep, recall } from "./kept.js";
import { again, discard, enqueue, flush, newKey, outbox, post, queued } from "./outbox.js";
import { uploader } from "./upload.js";
import { phrase, phrases } from "./words.js";

const DRAFT_AFTER = 300;
const TYPING_EVERY = 3_000;
const MANY = 9_000;

// The action once nothing has asked for it for a while.
export const later = (wait, action) => {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => action(...given), wait); };
};

const UNSENT = phrase("A file could not be sent. Try again or remove it, then send the message.");

export class Composer {
  constructor(thread) {
    this.thread = thread;
    this.form = thread.form;
    this.text = thread.text;
    const { form, text } = this;
    const draft = `draft.${thread.me}.${thread.id}`;
    const notes = form.elements.internal;
    const left = form.querySelector("[data-left]");
    const most = Number(form.dataset.most);
    const mostFiles = Number(form.dataset.mostFiles);
    const keys = form.querySelector("[data-keys]");
    keys.hidden = false;
    if (/Mac|iP(hone|ad)/.test(navigator.platform)) keys.querySelector("kbd").textContent = "⌘";
    const kept = recall(draft);
    if (kept && !text.value) {
      text.value = kept.text;
      if (kept.internal && notes) notes.value = "yes";
    }
    // Another tab may hold words of the same draft: one in which nothing was written leaves them alone.
    this.written = false;
    const remember = () => { if (!this.written) return; if (text.value.trim()) keep(draft, { text: text.value, internal: notes?.value === "yes" }); else drop(draft); };
    const rememberSoon = later(DRAFT_AFTER, remember);
    const place = form.querySelector("[data-upload]");
    const files = place ? uploader(place) : null;
    const grows = !CSS.supports("field-sizing", "content");
    let told = 0;
    text.addEventListener("input", () => {
      this.written = true;
      rememberSoon();
      this.wrong("");
      if (grows) text.rows = Math.min(8, text.value.split("\n").length);
      const over = text.value.length - most;
      left.hidden = text.value.length < MANY;
      left.classList.toggle("bad", over > 0);
      left.textContent = over > 0 ? phrases("{count} character too many", "{count} characters too many", over) : phrases("{count} character left", "{count} characters left", -over);
      if (!text.value.trim() || Date.now() - told < TYPING_EVERY) return;
      told = Date.now();
      post(`${thread.url}/typing`, { internal: notes?.value ?? "" }).catch(() => {});
    });
    // Browsers take many seconds to lay out a megabyte, so what is far too long does not get in; what stood there stays.
    text.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text/plain") ?? "";
      if (text.value.length + pasted.length <= 2 * most) return;
      event.preventDefault();
      this.wrong(phrase("A message holds at most {most} characters, what you pasted has {count}. Attach a long text as a file.", { most, count: pasted.length }));
    });
    window.addEventListener("pagehide", remember);
    form.addEventListener("change", ({ target }) => { if (target.name === "internal") this.written = true; });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (this.follows) return;
      if (files?.lost) { this.wrong(UNSENT); return; }
      if (files?.pending) {
        const failed = files.failed;
        this.follows = true;
        this.wrong(phrase("The files are still on their way. The message follows them."));
        await files.settled();
        this.follows = false;
        this.wrong("");
        if (files.failed > failed) { this.wrong(UNSENT); return; }
      }
      const said = text.value.trim();
      const along = files?.ids ?? [];
      if (!said && !along.length) { this.wrong(phrase("Write something first.")); text.focus(); return; }
      if (along.length > mostFiles) { this.wrong(phrase("A message takes at most {most} files, these are {count}. Remove some.", { most: mostFiles, count: along.length })); return; }
      if (said.length > most) { this.wrong(phrase("A message holds at most {most} characters. Attach a long text as a file.", { most })); text.focus(); return; }
      text.value = "";
      left.hidden = true;
      if (grows) text.rows = 1;
      told = 0;
      this.written = false;
      drop(draft);
      enqueue({ key: newKey(), thread: thread.id, url: thread.url, text: said, internal: notes?.value === "yes", files: along });
      files?.clear();
      thread.toEnd();
      text.focus();
    });
    outbox(thread.me, (entry, state, more) => { if (entry.thread === thread.id) this.show(entry, state, more); });
    for (const entry of queued()) if (entry.thread === thread.id) this.show(entry, entry.refused ? "refused" : "waiting", entry);
    if (queued().length) flush();
  }

  wrong(sentence) {
    const note = this.form.querySelector(".error");
    note.querySelector("span").textContent = sentence;
    note.hidden = !sentence;
    if (sentence) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
  }

  // A message that is not with the server yet, as it will look, with what became of it.
  show(entry, state, more) {
    const { thread } = this;
    let line = thread.chat.querySelector(`[data-key="${entry.key}"]`);
    if (state === "sent") {
      if (line) thread.ongoing -= line.dataset.state === "sending" ? 1 : 0;
      line?.remove();
      thread.catchUp();
      return;
    }
    if (!line) {
      line = thread.card.querySelector("template[data-pending]").content.firstElementChild.cloneNode(true);
      line.dataset.key = entry.key;
      line.classList.toggle("internal", Boolean(entry.internal));
      for (const block of entry.text.split(/\n{2,}/)) {
        const part = document.createElement("p");
        part.dir = "auto";
        part.append(...block.split("\n").flatMap((row, place) => (place ? [document.createElement("br"), row] : [row])));
        line.querySelector("[data-words]").append(part);
      }
      if (entry.files?.length) {
        const along = document.createElement("p");
        along.textContent = phrases("With a file", "With {count} files", entry.files.length);
        line.querySelector("[data-words]").append(along);
      }
      line.querySelector("[data-again]").addEventListener("click", () => again(entry.key));
      line.querySelector("[data-discard]").addEventListener("click", () => { discard(entry.key); line.remove(); this.text.value ||= entry.text; this.written = true; this.text.focus(); });
      thread.chat.querySelector("[data-empty]")?.remove();
      thread.chat.insertBefore(line, thread.chat.querySelector("[data-seen]"));
      if (thread.atEnd() || state === "sending") thread.toEnd();
    }
    if (line.dataset.state === "sending" && state !== "sending") thread.ongoing -= 1;
    if (line.dataset.state !== "sending" && state === "sending") thread.ongoing += 1;
    line.dataset.state = state;
    const words = line.querySelector("[data-state-words]");
    words.textContent = { sending: phrase("Sending"), waiting: phrase("Waiting for connection"), held: more.held, refused: more.refused }[state] ?? "";
    const stopped = state === "refused" || state === "held";
    words.parentElement.classList.toggle("bad", stopped);
    for (const button of line.querySelectorAll("[data-again], [data-discard]")) button.hidden = !stopped;
    if (state !== "sending" && thread.wanted) thread.catchUp();
  }
}
