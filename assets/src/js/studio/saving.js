// The queue of edits: what is typed is gathered for a moment, sent in order and one at a time, kept while the network is away, and sent once.
// Every save has a key of its own, so that one which was sent twice is saved once.
import { Offline, Refusal, ask } from "./asking.js";

const PAUSE = 250;
const LONGEST = 700;
const AGAIN = 3000;

export class Saving {
  // heard: { state(name), saved(reply, entry), refused(refusal, entry), stale(refusal, entry) }
  constructor(number, place, heard) {
    Object.assign(this, { number, place, heard, gathering: null, sending: false, stopped: false });
    try {
      this.queue = JSON.parse(localStorage.getItem(place)) ?? [];
    } catch {
      this.queue = [];
    }
    window.addEventListener("online", () => this.send());
    window.addEventListener("pagehide", () => this.flush());
    if (this.queue.length) this.send();
  }

  get busy() {
    return Boolean(this.gathering || this.queue.length || this.sending);
  }

  // An edit of something that is still being typed: later ones with the same intent replace it.
  later(entry) {
    if (this.gathering && this.gathering.entry.intent !== entry.intent) this.flush();
    const { since = Date.now(), base = this.number } = this.gathering ?? {};
    clearTimeout(this.gathering?.timer);
    this.gathering = { entry, since, base, timer: setTimeout(() => this.flush(), Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()))) };
    this.heard.state("saving");
  }

  now(entry) {
    this.flush();
    this.put(entry);
  }

  flush() {
    if (!this.gathering) return;
    clearTimeout(this.gathering.timer);
    const { entry, base } = this.gathering;
    this.gathering = null;
    this.put(entry, base);
  }

  // `base` is the draft that the person saw: what others saved since is never overwritten unseen.
  put(entry, base = this.number) {
    this.queue.push({ ...entry, key: crypto.randomUUID(), base });
    this.keep();
    this.send();
  }

  keep() {
    try {
      if (this.queue.length) localStorage.setItem(this.place, JSON.stringify(this.queue));
      else localStorage.removeItem(this.place);
    } catch {
      // A browser without room keeps the queue in memory only.
    }
  }

  async send() {
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    this.heard.state("saving");
    while (this.queue.length) {
      const [entry] = this.queue;
      try {
        const reply = await this.sent(entry);
        this.done();
        this.follow(entry.base, reply.number);
        this.number = Math.max(this.number, reply.number);
        this.heard.saved(reply, entry);
      } catch (error) {
        if (error instanceof Offline) {
          this.sending = false;
          this.heard.state("offline");
          clearTimeout(this.waking);
          this.waking = setTimeout(() => this.send(), AGAIN);
          return;
        }
        if (!(error instanceof Refusal)) throw error;
        // The part was made meanwhile, by an edit that went before or by somebody else: only its value is left to set.
        if (error.code === "id_duplicate" && entry.first) {
          delete entry.first;
          continue;
        }
        this.done();
        if (error.details.number) this.number = Math.max(this.number, error.details.number);
        if (error.status === 409 && error.code === "stale_draft") this.heard.stale(error, entry);
        else this.heard.refused(error, entry);
      }
    }
    this.sending = false;
    this.heard.state(this.gathering ? "saving" : "saved");
  }

  // `first` makes the part that the edits are about, where there is none yet.
  sent({ edits, first, base, intent, label, key, turn, step }) {
    if (turn) return ask(turn, { step });
    return ask("edits", { edits: first ? [first, ...edits] : edits, base, intent, label, key });
  }

  // One's own save is the base of those that waited behind it, as long as nobody else came in between.
  follow(base, number) {
    if (number !== base + 1) return;
    for (const waiting of [...this.queue, this.gathering]) if (waiting?.base === base) waiting.base = number;
    this.keep();
  }

  done() {
    this.queue.shift();
    this.keep();
  }
}
