// What happens while the page is open. Of all tabs of a person's browser one listens and passes on what it hears: it holds a lock, and the
// browser gives the lock to another tab when it is closed. A tab that hears nothing of a listener takes the lock itself.
//
//   onLive("message.posted", (body) => …)   tell me when this happens; answers a function that stops it. "reload": more was missed than can be told.
//   liveState()                             "connecting", "live" or "out" (the session is over); onLive("state", …) follows it.
import { showState } from "./live-state.js";

const SILENCE = 50_000; // the server shows a sign of life every 20 seconds
const ANSWER = 4_000; // a listener that is alive answers at once
const REMEMBERED = 400;
const QUICK = 2_000;
const SLOW = 30_000;

const handlers = new Map();
let state = "connecting";
let page = null;

export function onLive(name, handler) {
  if (!handlers.has(name)) handlers.set(name, new Set());
  handlers.get(name).add(handler);
  return () => handlers.get(name).delete(handler);
}

export const liveState = () => state;

function tell(name, body) {
  for (const handler of [...(handlers.get(name) ?? [])]) {
    try {
      handler(body);
    } catch (error) {
      reportError(error);
    }
  }
}

// A cursor names rooms with how far each was read: "client-1f2e3d4c.12_member-aabbccdd.7".
const positions = (cursor) => new Map((cursor ?? "").split("_").filter(Boolean).map((part) => {
  const [room, seq] = part.split(".");
  return [room, Number(seq)];
}));
const cursorOf = (known) => [...known].map(([room, seq]) => `${room}.${seq}`).join("_");

// The tab: what it has told its page, whichever tab heard it.
class Page {
  constructor(url, cursor) {
    this.url = url;
    this.known = positions(cursor);
    // Two people, or one person with other rooms, never share a listener.
    this.name = `portico-live ${url} ${[...this.known.keys()].sort().join(" ")}`;
  }

  start() {
    this.id = crypto.randomUUID?.() ?? String(performance.timeOrigin + performance.now());
    this.heardAt = performance.now();
    this.stopped = false;
    if (!("locks" in navigator) || !("BroadcastChannel" in window)) return this.lead();
    this.channel = new BroadcastChannel(this.name);
    this.channel.addEventListener("message", ({ data }) => this.hear(data));
    this.queue();
    this.join();
    this.watch = setInterval(() => this.check(), SILENCE / 2);
  }

  stop() {
    this.stopped = true;
    clearInterval(this.watch);
    clearTimeout(this.waiting);
    this.listener?.close();
    this.listener = null;
    this.release?.();
    this.release = null;
    this.channel?.close();
    this.channel = null;
  }

  // Wait for the lock, or with `steal` take it from a tab that no longer answers.
  queue(steal = false) {
    const { id } = this;
    navigator.locks.request(this.name, steal ? { steal } : {}, () => {
      if (this.stopped || id !== this.id) return null;
      this.lead();
      return new Promise((resolve) => { this.release = resolve; });
    }).catch(() => {
      // Another tab took over.
      this.listener?.close();
      this.listener = null;
      if (!this.stopped && id === this.id) this.queue();
    });
  }

  lead() {
    clearTimeout(this.waiting);
    if (this.listener) return;
    this.listener = new Listener(this);
    this.listener.open(this.known);
    this.say({ kind: "lead" });
  }

  say(message) {
    this.channel?.postMessage({ from: this.id, ...message });
  }

  // Tell the listener where this page is; without an answer there is none.
  join() {
    if (this.listener || !this.channel) return;
    this.say({ kind: "join", known: [...this.known] });
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { if (!this.stopped && !this.listener && !document.hidden) this.queue(true); }, ANSWER);
  }

  check() {
    if (!this.listener && !document.hidden && performance.now() - this.heardAt > SILENCE) this.join();
  }

  hear(message) {
    if (message.from === this.id) return;
    if (message.kind === "join") return this.listener?.welcome(message);
    if (message.to && message.to !== this.id) return;
    this.heardAt = performance.now();
    clearTimeout(this.waiting);
    if (message.kind === "lead") this.join();
    if (message.state) enter(message.state);
    for (const told of message.told ?? []) this.told(told);
    if (message.kind === "reload") this.reload(new Map(message.known));
  }

  // Once for each number of a room, however often it is heard. A number that does not follow the last one: something was missed.
  told({ room, seq, name, body }) {
    if (room) {
      const last = this.known.get(room);
      if (last !== undefined && seq <= last) return;
      this.known.set(room, seq);
      if (last !== undefined && seq > last + 1) tell("reload", {});
    }
    tell(name, body);
  }

  reload(known) {
    for (const [room, seq] of known) this.known.set(room, seq);
    tell("reload", {});
  }
}

// The one that holds the stream.
class Listener {
  constructor(tab) {
    this.tab = tab;
    this.recent = [];
    this.pause = QUICK;
  }

  open(from) {
    this.end();
    this.known = new Map(from);
    this.base = new Map(from);
    this.recent = [];
    const query = this.known.size ? `?cursor=${encodeURIComponent(cursorOf(this.known))}` : "";
    const source = this.source = new EventSource(this.tab.url + query);
    source.addEventListener("hello", ({ lastEventId }) => {
      // A room nobody has named before begins here.
      for (const [room, seq] of positions(lastEventId)) {
        if (!this.known.has(room)) this.known.set(room, seq);
        if (!this.base.has(room)) this.base.set(room, seq);
      }
      this.pause = QUICK;
      this.alive();
      this.share({ state: "live" });
    });
    source.addEventListener("beat", () => {
      this.alive();
      this.share({ state: "live" });
    });
    source.addEventListener("message", ({ data }) => {
      this.alive();
      const told = JSON.parse(data);
      if (told.room) {
        if (told.seq <= (this.known.get(told.room) ?? -1)) return;
        this.known.set(told.room, told.seq);
        this.recent.push(told);
        if (this.recent.length > REMEMBERED) {
          const gone = this.recent.shift();
          this.base.set(gone.room, gone.seq);
        }
      }
      this.share({ told: [told] });
    });
    source.addEventListener("reload", ({ lastEventId }) => {
      this.known = positions(lastEventId);
      this.base = new Map(this.known);
      this.recent = [];
      this.tab.say({ kind: "reload", known: [...this.known] });
      this.tab.reload(this.known);
    });
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      this.share({ state: "connecting" });
      // A stream that was cut is opened again by the browser; one that was refused is not.
      if (source.readyState === EventSource.CLOSED) this.refused();
    });
    this.alive();
  }

  share(message) {
    if (message.state) enter(message.state);
    for (const told of message.told ?? []) this.tab.told(told);
    this.tab.say(message);
  }

  // A page that has just come is told what it missed since it was drawn, from memory, or by opening the stream from there.
  welcome({ from, known }) {
    const theirs = new Map(known);
    const reaches = [...this.base].every(([room, seq]) => !theirs.has(room) || theirs.get(room) >= seq);
    if (!reaches) {
      const earlier = new Map(this.known);
      for (const [room, seq] of theirs) if (seq < (earlier.get(room) ?? seq + 1)) earlier.set(room, seq);
      this.open(earlier);
    }
    const told = this.recent.filter(({ room, seq }) => !theirs.has(room) || seq > theirs.get(room));
    this.tab.say({ kind: "welcome", to: from, state, told });
  }

  alive() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.open(this.known), SILENCE);
  }

  async refused() {
    this.end();
    const stopping = this.asking = new AbortController();
    let status = 0;
    try {
      ({ status } = await fetch(this.tab.url, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal: stopping.signal }));
    } catch {
      status = 0;
    }
    if (this.closed || stopping !== this.asking || stopping.signal.aborted) return;
    stopping.abort();
    if ([204, 401, 403, 404].includes(status)) return this.share({ state: "out" });
    if (status === 200) return this.open(this.known);
    if (status === 429) this.pause = SLOW;
    this.again = setTimeout(() => this.open(this.known), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, SLOW);
  }

  // The browser says that there is no network. Should it be wrong, the stream is tried again after a while.
  cut() {
    if (state !== "live") return;
    this.end();
    this.share({ state: "connecting" });
    this.again = setTimeout(() => this.open(this.known), SLOW);
  }

  // It is back: no need to wait.
  hurry() {
    if (state !== "live" && state !== "out") this.open(this.known);
  }

  end() {
    clearTimeout(this.silence);
    clearTimeout(this.again);
    this.asking?.abort();
    this.source?.close();
    this.source = null;
  }

  close() {
    this.closed = true;
    this.end();
  }
}

function enter(next) {
  if (next === state) return;
  state = next;
  document.documentElement.dataset.listening = state;
  showState(state);
  tell("state", state);
}

export function live() {
  const { stream, cursor } = document.body.dataset;
  if (!stream || !("EventSource" in window)) return;
  page = new Page(stream, cursor);
  page.start();
  showState(state);
  // A page that is put aside holds no lock and no stream; when it comes back it goes on from where it was.
  window.addEventListener("pagehide", () => page.stop());
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) page.start(); });
  window.addEventListener("offline", () => page.listener?.cut());
  window.addEventListener("online", () => page.listener?.hurry());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) page.join(); });
}
