// A conversation that is open: words of others arrive, what was seen is noted, one's own are corrected in place. What is being written is in composer.js.
// Without script the same forms are posted and the page is drawn anew.
import { Idiomorph } from "idiomorph";
import { Composer, later } from "./composer.js";
import { onLive } from "./live.js";
import { post } from "./outbox.js";
import { countAgain } from "./unread.js";
import { phrase, phrases } from "./words.js";

const NEAR = 80;
const SEEN_AFTER = 500;
const TYPING_FOR = 5_000;
const READS_AFTER = 900;

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

class Thread {
  constructor(card) {
    this.card = card;
    const { thread, url, me, read, last, told, people } = card.dataset;
    Object.assign(this, { id: thread, url, me, read: Number(read), last: Number(last), told: Number(told) });
    this.people = JSON.parse(people || "{}");
    this.chat = card.querySelector("[data-chat]");
    this.jump = card.querySelector("[data-jump]");
    this.typing = card.querySelector("[data-typing]");
    this.form = card.querySelector("[data-composer]");
    this.text = this.form?.elements.text;
    this.ongoing = 0;
    this.behind = 0;
    this.later = "later" in card.dataset;
    for (const each of card.querySelectorAll("[data-no-script]")) each.hidden = true;
    this.begin();
    this.watch();
    this.listen();
    this.changing();
    if (this.form) new Composer(this);
  }

  // Where one stands

  atEnd() { return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR; }

  toEnd() { this.chat.scrollTop = this.chat.scrollHeight; this.behind = 0; this.jump.hidden = true; }

  begin() {
    const mark = this.chat.querySelector(".new-here");
    if (mark) this.chat.scrollTop = Math.max(0, mark.offsetTop - this.chat.offsetTop - this.chat.clientHeight / 4);
    else this.toEnd();
    this.chat.addEventListener("scroll", () => { if (this.atEnd()) { this.behind = 0; this.jump.hidden = true; } }, { passive: true });
    this.jump.addEventListener("click", () => { this.toEnd(); this.text?.focus(); });
    const link = this.chat.querySelector("[data-earlier]");
    if (!link) return;
    link.addEventListener("click", (event) => { event.preventDefault(); this.earlier(link); });
    new IntersectionObserver(([entry]) => { if (entry.isIntersecting && this.chat.scrollTop < NEAR && this.ready) this.earlier(link); }, { root: this.chat }).observe(link);
    // Not before the first position was taken.
    requestAnimationFrame(() => { this.ready = true; });
  }

  // What was seen

  watch() {
    this.seen = 0;
    this.watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.seen = Math.max(this.seen, Number(target.dataset.seq));
      this.note();
    }, { threshold: .6 });
    this.look(this.chat);
    this.note = later(SEEN_AFTER, () => this.mark());
    document.addEventListener("visibilitychange", () => this.note());
  }

  // A message taller than the view never stands in it by most of itself: its end does.
  look(place) {
    for (const each of place.querySelectorAll("[data-seq]")) this.watcher.observe(each);
  }

  async mark() {
    if (document.hidden || this.later || this.seen <= this.read) return;
    const seq = this.seen;
    const before = this.read;
    this.read = seq;
    try {
      const { status } = await post(`${this.url}/read`, { seq });
      if (status >= 300) this.read = before;
      else countAgain();
    } catch {
      this.read = before;
    }
  }

  // What others say

  listen() {
    onLive("message.posted", ({ thread, who }) => { if (thread === this.id) { if (who) this.quiet(who); this.catchUp(); } });
    for (const name of ["message.changed", "message.removed"]) onLive(name, ({ thread, message }) => { if (thread === this.id) this.renew(message); });
    onLive("order.changed", ({ order }) => { if (order === this.id) this.catchUp(); });
    const reads = later(READS_AFTER, () => this.catchUp());
    onLive("thread.read", ({ thread, who, seq }) => {
      if (thread !== this.id) return;
      if (who === this.me) this.read = Math.max(this.read, seq);
      else reads();
    });
    onLive("reload", () => this.catchUp());
    onLive("file.added", () => {
      for (const chip of this.chat.querySelectorAll("[data-checking]")) this.renew(chip.closest("[data-seq]").id.slice(2));
    });
    onLive("typing", ({ thread, who }) => { if (thread === this.id && who !== this.me) this.writes(who); });
    window.addEventListener("online", () => this.catchUp());
  }

  // One question at a time; what comes meanwhile is asked for once more. While one's own words are on their way it waits, so that they do not stand twice.
  catchUp() {
    this.wanted = true;
    if (this.asking || this.ongoing || this.later) return;
    this.asking = true;
    this.ask().catch(() => {}).finally(() => { this.asking = false; if (this.wanted) this.catchUp(); });
  }

  async ask() {
    this.wanted = false;
    const answer = await fetch(`${this.url}/lines?after=${this.last}&told=${this.told}`, { headers: { Accept: "text/html" } });
    const box = answer.ok && parsed(await answer.text()).querySelector("[data-lines]");
    if (!box) return;
    if ("later" in box.dataset) this.wanted = true;
    if (box.dataset.told) this.told = Number(box.dataset.told);
    this.append(box);
  }

  append(box) {
    const wasAtEnd = this.atEnd();
    let fresh = 0;
    let mine = false;
    const end = this.chat.querySelector(".msg.pending") ?? this.chat.querySelector("[data-seen]");
    for (const line of [...box.children]) {
      if (line.matches("[data-seen]")) {
        this.chat.querySelector("[data-seen]").replaceWith(line);
        continue;
      }
      if (line.id && document.getElementById(line.id)) continue;
      if (line.dataset.day && this.chat.querySelector(`[data-day="${line.dataset.day}"]`)) continue;
      this.chat.querySelector("[data-empty]")?.remove();
      this.chat.insertBefore(line, end.isConnected ? end : this.chat.querySelector("[data-seen]"));
      if (!line.dataset.seq) continue;
      this.last = Math.max(this.last, Number(line.dataset.seq));
      this.watcher.observe(line);
      if ("mine" in line.dataset) mine = true;
      else { fresh += 1; line.classList.add("fresh"); }
    }
    if (wasAtEnd || mine) { this.toEnd(); return; }
    if (!fresh) return;
    this.behind += fresh;
    this.jump.querySelector("span").textContent = phrases("{count} new message", "{count} new messages", this.behind);
    this.jump.hidden = false;
  }

  async earlier(link) {
    if (this.fetching) return;
    this.fetching = true;
    const before = new URL(link.href).searchParams.get("before");
    try {
      const answer = await fetch(`${this.url}/lines?before=${before}`, { headers: { Accept: "text/html" } });
      const box = answer.ok && parsed(await answer.text()).querySelector("[data-lines]");
      if (!box) return;
      const from = this.chat.scrollHeight - this.chat.scrollTop;
      const more = link.closest("p");
      // A day that goes on from the earlier page is named once, where it begins.
      const days = [...box.querySelectorAll("[data-day]")].map((day) => day.dataset.day);
      for (const day of days) this.chat.querySelector(`[data-day="${day}"]`)?.remove();
      this.look(box);
      more.after(...box.children);
      this.chat.scrollTop = this.chat.scrollHeight - from;
      if (box.dataset.before) link.href = `${this.url}?before=${box.dataset.before}`;
      else more.remove();
    } finally {
      this.fetching = false;
    }
  }

  async renew(message) {
    const old = document.getElementById(`m-${message}`);
    if (!old || old.querySelector(".msg-own[open]")) return;
    const answer = await fetch(`${this.url}/${message}`, { headers: { Accept: "text/html" } }).catch(() => null);
    const line = answer?.ok && parsed(await answer.text()).querySelector("[data-seq]");
    // Opened meanwhile to be changed: it stays as it is under the person's hands.
    if (!line || old.querySelector(".msg-own[open]")) return;
    if (old.classList.contains("joined") && line.matches(".msg")) {
      line.classList.add("joined");
      line.querySelector("header").className = "sr";
      line.querySelector(".avatar")?.remove();
    }
    if (!old.isConnected) return;
    // In place, not exchanged: who stands on it with the keyboard stays there, and a menu that is opened at this moment stays open.
    Idiomorph.morph(old, line, { morphStyle: "outerHTML" });
  }

  // Who is writing

  writes(who) {
    this.writing ??= new Map();
    clearTimeout(this.writing.get(who));
    this.writing.set(who, setTimeout(() => this.quiet(who), TYPING_FOR));
    this.sayWriting();
  }

  quiet(who) {
    clearTimeout(this.writing?.get(who));
    if (this.writing?.delete(who)) this.sayWriting();
  }

  sayWriting() {
    const names = [...this.writing.keys()].map((who) => (this.people[who] ?? (who.startsWith("staff:") ? phrase("Somebody of the team") : phrase("Somebody"))).split(" ")[0]);
    this.typing.textContent = names.length === 0 ? "" : names.length === 1 ? phrase("{who} is writing", { who: names[0] }) : phrase("{who} and {last} are writing", { who: names.slice(0, -1).join(", "), last: names.at(-1) });
  }

  // Correcting and taking back

  changing() {
    this.chat.addEventListener("toggle", ({ target }) => {
      if (!target.matches?.(".msg-own") || !target.open) return;
      const field = target.querySelector("textarea");
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      target.querySelector("[data-leave]").hidden = false;
      target.querySelector(".msg-change").scrollIntoView({ block: "nearest" });
    }, true);
    this.chat.addEventListener("keydown", (event) => {
      const own = event.target.closest?.(".msg-own[open]");
      if (!own) return;
      if (event.key === "Escape") this.leave(own);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) { event.preventDefault(); event.target.form.requestSubmit(); }
    });
    this.chat.addEventListener("click", ({ target }) => { if (target.closest?.("[data-leave]")) this.leave(target.closest(".msg-own")); });
    this.chat.addEventListener("submit", (event) => {
      const form = event.target;
      if (!form.matches("[data-edit], [data-remove]")) return;
      event.preventDefault();
      this.change(form);
    });
    this.expire(this.chat);
    new MutationObserver((changes) => { for (const { addedNodes } of changes) for (const node of addedNodes) if (node.querySelectorAll) this.expire(node); }).observe(this.chat, { childList: true });
  }

  // What can no longer be changed offers it no longer.
  expire(place) {
    for (const own of place.querySelectorAll(".msg-own")) setTimeout(() => { if (!own.open) own.remove(); }, Number(own.dataset.left) * 1000);
  }

  leave(own) {
    own.open = false;
    own.querySelector("[data-edit]").reset();
    own.querySelector("summary").focus();
  }

  async change(form) {
    const own = form.closest(".msg-own");
    const message = own.closest("[data-seq]").id.slice(2);
    const note = own.querySelector(".error");
    const answer = await post(form.getAttribute("action"), Object.fromEntries(new FormData(form))).catch(() => null);
    if (answer && answer.status < 300) {
      own.open = false;
      await this.renew(message);
      (document.getElementById(`m-${message}`)?.querySelector("summary") ?? this.text)?.focus();
      return;
    }
    note.querySelector("span").textContent = answer?.told.title ?? phrase("There is no connection at the moment. Try again.");
    note.hidden = false;
  }
}

// The list of conversations beside an open one, or alone: drawn anew when something was said anywhere.
function lists() {
  const list = document.querySelector("[data-talks]");
  if (!list) return;
  const refresh = later(700, async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const fresh = answer?.ok && parsed(await answer.text()).querySelector("[data-talks]");
    if (!fresh || list.contains(document.activeElement)) return;
    const { scrollTop } = list;
    list.replaceChildren(...fresh.children);
    list.scrollTop = scrollTop;
  });
  onLive("message.posted", refresh);
  onLive("thread.read", refresh);
}

export function threads() {
  for (const card of document.querySelectorAll("[data-thread]")) new Thread(card);
  lists();
}
