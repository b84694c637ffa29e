// What is kept in this browser for one person: drafts, and messages that wait for a connection. In a private window or with full storage it is kept
// for the length of the page, and nobody is bothered with it.
const PREFIX = "portico.";
const memory = new Map();

// The name a thing has in storage, as its events tell it to other tabs.
export const stored = (name) => PREFIX + name;

export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

export function keep(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch { /* kept in memory */ }
}

export function drop(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch { /* was in memory only */ }
}

// On signing out nothing of the person stays behind.
export function forgetOnLeaving() {
  document.addEventListener("submit", ({ target }) => {
    if (!/\/sign-out$/.test(target.getAttribute("action") ?? "")) return;
    memory.clear();
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    } catch { /* nothing was kept */ }
  });
}
