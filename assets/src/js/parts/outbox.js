// Messages on their way. Each is written down under its key before it is sent and crossed out when the server has it: a lost connection, a reload or
// a second tab sends it once more under the same key, and the server says it once.
import { keep, recall, stored } from "./kept.js";
import { phrase } from "./words.js";

const AGAIN = 15_000;
const PATIENCE = 15_000;
const listeners = new Set();
let person = "";
let timer;
let pause = 0;

const name = () => `queue.${person}`;
export const queued = () => recall(name()) ?? [];
const store = (entries) => keep(name(), entries);

export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const token = () => document.querySelector("input[name=_csrf]")?.value ?? "";

export function body(fields) {
  const made = new URLSearchParams();
  for (const [field, value] of Object.entries(fields)) for (const one of [value].flat()) made.append(field, one);
  return made;
}

export async function post(url, fields) {
  const answer = await fetch(url, {
    method: "POST", body: body(fields), signal: AbortSignal.timeout(PATIENCE),
    headers: { Accept: "application/json", "X-CSRF-Token": token() },
  });
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  return { status: answer.status, told, wait: Number(answer.headers.get("Retry-After")) || 0 };
}

// What this tab has shown and not seen the end of.
const shown = new Map();

function tell(entry, state, more = {}) {
  if (state === "sent") shown.delete(entry.key);
  else shown.set(entry.key, { entry, refused: state === "refused" });
  for (const listener of listeners) listener(entry, state, more);
}

function change(key, changed) {
  store(queued().flatMap((entry) => (entry.key === key ? (changed ? [{ ...entry, ...changed }] : []) : [entry])));
}

// States: sending, waiting (for a connection), held (very many at once: with a sentence, and it goes by itself later), refused (with a sentence), sent.
async function attempt(entry) {
  tell(entry, "sending");
  let answer;
  try {
    answer = await post(entry.url, { text: entry.text, key: entry.key, internal: entry.internal ? "yes" : "", file_id: entry.files ?? [] });
  } catch {
    tell(entry, "waiting");
    return false;
  }
  const { status, told, wait } = answer;
  if (status < 300) {
    change(entry.key, null);
    tell(entry, "sent", told);
    return true;
  }
  if (status === 429 && told.title) {
    pause = wait * 1_000;
    tell(entry, "held", { held: told.title });
    return false;
  }
  if (status >= 500 || status === 429) {
    tell(entry, "waiting");
    return false;
  }
  const sentence = status === 413 ? phrase("This message is too long to be sent. Attach it as a file.") : status === 401 ? phrase("You are signed out. Sign in again; the message is kept here.") : told.title;
  const refused = sentence ?? phrase("This message was not taken. Load the page again.");
  change(entry.key, { refused });
  tell(entry, "refused", { refused });
  return true;
}

async function each() {
  for (const entry of queued()) {
    if (entry.refused) continue;
    if (!(await attempt(entry))) return;
  }
}

// Another tab has sent one of them, had it refused, or dropped it.
function learn() {
  const there = new Map(queued().map((entry) => [entry.key, entry]));
  for (const [key, { entry, refused }] of shown) {
    const now = there.get(key);
    if (!now) tell(entry, "sent");
    else if (now.refused && !refused) tell(now, "refused", now);
  }
}

let running = null;
let asked = false;

// One tab sends at a time, each message after the one before it. What was asked for meanwhile is looked at before it rests.
export function flush() {
  asked = true;
  running ??= (async () => {
    while (asked) {
      asked = false;
      if (navigator.locks) await navigator.locks.request(`portico.${name()}`, each);
      else await each();
    }
  })().finally(() => {
    running = null;
    clearTimeout(timer);
    if (queued().some((entry) => !entry.refused)) timer = setTimeout(flush, Math.max(AGAIN, pause));
    pause = 0;
  });
  return running;
}

export function enqueue(entry) {
  store([...queued(), entry]);
  tell(entry, navigator.onLine === false ? "waiting" : "sending");
  return flush();
}

export function again(key) {
  change(key, { refused: undefined });
  return flush();
}

export function discard(key) {
  shown.delete(key);
  change(key, null);
}

export function outbox(who, listener) {
  person = who;
  listeners.add(listener);
  if (listeners.size > 1) return;
  window.addEventListener("online", flush);
  window.addEventListener("storage", ({ key }) => { if (key === stored(name())) learn(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
}
