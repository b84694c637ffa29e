// Parts of a page that draw themselves anew when something happens: <main data-live="order.changed"> when any order changes,
// data-live="order.changed#A-17" when that one does. The page is fetched again and the difference is put in place: focus, scroll, open menus and
// what somebody has typed stay. While a person types, drags or reads a dialog in it, the part waits.
//
//   [data-live]        the part, with the names it follows
//   [data-live-also]   another part, by name, that is drawn along with it (counts beside the navigation)
//   [data-refresh]     a part with an id that is drawn anew when a script asks for it: refresh()
//   [data-live-keep]   what script looks after itself: never touched
//   portico:refreshed  an event of the document after a part was drawn: script that dresses parts does it again
import { Idiomorph } from "idiomorph";
import { onLive } from "./live.js";

const GATHER = 150; // what happens together is drawn together
const SPREAD = 350; // many people may be looking at the same
const PAUSE = 1_000;
const LATER = 700;

const typed = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked
  : field.matches("select") ? [...field.options].some((each) => each.selected !== each.defaultSelected)
    : field.matches("input:not([type=hidden]), textarea") && field.value !== field.defaultValue);
const editing = (part) => {
  const at = document.activeElement;
  return part.contains(at) && (at.isContentEditable || (at.matches("input, textarea") && !at.matches("[type=button], [type=submit], [type=checkbox], [type=radio]") && typed(at)));
};
const busy = (part) => Boolean(part.querySelector("dialog[open], :popover-open, .moving, form[data-sent]")) || editing(part);

const ours = {
  beforeNodeMorphed(before, after) {
    if (before.nodeType !== Node.ELEMENT_NODE) return true;
    if (before.matches("[data-live-keep]")) return false;
    // What somebody has ticked stays ticked, and counts for what stands there now.
    if (before.matches("[type=checkbox], [type=radio]") && typed(before)) {
      after.checked = before.checked;
      return true;
    }
    // What somebody has typed, or is about to, is theirs.
    if (before.matches("input, textarea, select") && (typed(before) || (before === document.activeElement && !before.matches("[type=hidden]")))) return false;
    if (before.matches("details[open]") && after.matches?.("details")) after.open = true;
    // A menu that was set free stands where script has put it.
    const menu = before.matches(".popover.free") && before.closest("details[open]");
    if (menu) {
      after.className = before.className;
      after.style.cssText = before.style.cssText;
    }
    if (before.draggable && before.hasAttribute("draggable")) after.setAttribute("draggable", before.getAttribute("draggable"));
    return true;
  },
  beforeNodeRemoved: (node) => node.nodeType !== Node.ELEMENT_NODE || !node.matches("[data-live-keep]"),
};

// The page as the server draws it now; null when it has none to show, undefined when it could not be reached. It is the page that asks, not the person.
async function drawnNow() {
  const answer = await fetch(window.location.href, { headers: { "X-Portico-Background": "1", Accept: "text/html" } }).catch(() => undefined);
  if (!answer || answer.status >= 500) return undefined;
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(part, fresh) {
  Idiomorph.morph(part, fresh, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: ours });
}

class Part {
  constructor(element) {
    this.element = element;
    this.last = 0;
    this.again = false;
  }

  ask(wait = GATHER + Math.random() * SPREAD) {
    clearTimeout(this.timer);
    const early = this.last + PAUSE - performance.now();
    this.timer = setTimeout(() => this.draw(), Math.max(wait, early));
  }

  async draw() {
    if (this.drawing) {
      this.again = true;
      return;
    }
    // Nobody looks, or somebody is in the middle of something.
    if (document.hidden || busy(this.element)) return this.ask(LATER);
    this.drawing = true;
    try {
      const fresh = await drawnNow();
      // What was heard must not be lost with the network: it is drawn when the server answers again.
      if (fresh === undefined) this.again = true;
      const found = fresh?.getElementById(this.element.id);
      if (!found || !this.element.isConnected) return;
      if (busy(this.element)) {
        this.again = true;
        return;
      }
      put(this.element, found);
      for (const also of document.querySelectorAll("[data-live-also]")) {
        const other = fresh.querySelector(`[data-live-also="${also.dataset.liveAlso}"]`);
        if (other) put(also, other);
      }
      document.dispatchEvent(new CustomEvent("portico:refreshed"));
    } finally {
      this.last = performance.now();
      this.drawing = false;
      if (this.again) {
        this.again = false;
        this.ask(LATER);
      }
    }
  }
}

// Draw every [data-refresh] anew, at once: what the person has just done shows there.
export async function refresh() {
  const parts = [...document.querySelectorAll("[data-refresh][id]")];
  const fresh = parts.length ? await drawnNow() : null;
  if (!fresh) return;
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now) put(part, now);
  }
  document.dispatchEvent(new CustomEvent("portico:refreshed"));
}

export function refreshes() {
  for (const element of document.querySelectorAll("[data-live]")) {
    const part = new Part(element);
    for (const follows of element.dataset.live.split(" ").filter(Boolean)) {
      const [name, which] = follows.split("#");
      onLive(name, (body) => { if (which === undefined || Object.values(body).includes(which)) part.ask(); });
    }
    onLive("reload", () => part.ask());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && part.timer) part.ask(0); });
  }
}
