// The frame in the middle: the sandbox itself, looked at with a pass. One channel for each page of it, opened once both sides know who the other is;
// answers carry the number of what they answer, and what comes late is dropped.
import { ask } from "./asking.js";

// From here on a portal stands beside its navigation.
const DESKTOP = 800;
const PHONE = 390;

export class Canvas {
  // heard: { select(ptr), hover(ptr), page(draft), unwritten(ptr), painted(number), trouble(text) }
  constructor(studio, heard) {
    this.frame = studio.querySelector("[data-frame]");
    this.place = studio.querySelector("[data-canvas-place]");
    this.origin = studio.dataset.canvasOrigin;
    this.heard = heard;
    this.device = "desktop";
    this.number = 0;
    this.answered = 0;
    this.base = "";
    window.addEventListener("message", (event) => this.greet(event));
    new ResizeObserver(() => this.fit()).observe(this.place);
  }

  // Look as somebody: a new pass, and the page that is shown (or the first).
  async look(member, path) {
    const { base } = await ask("passes", { member: member || null });
    this.base = base;
    this.open(path ?? this.path ?? "/");
  }

  open(path) {
    this.path = path;
    this.port = null;
    this.frame.src = this.base + path;
  }

  greet({ data, origin, source }) {
    if (origin !== this.origin || source !== this.frame.contentWindow || data?.portico !== "canvas") return;
    const { port1, port2 } = new MessageChannel();
    this.port?.close();
    this.port = port1;
    port1.onmessage = ({ data: told }) => { if (this.port === port1) this.told(told); };
    source.postMessage({ portico: "studio" }, this.origin, [port2]);
  }

  told(told) {
    if (told.kind === "ready") {
      const prefix = new URL(this.base).pathname;
      this.path = told.path.startsWith(prefix) ? told.path.slice(prefix.length) || "/" : told.path;
      if (this.mode) this.say("mode", { mode: this.mode });
      if (this.selected) this.say("select", { ptr: this.selected });
      this.heard.page(told.draft);
    } else if (told.kind === "select") {
      this.selected = told.ptr;
      this.heard.select(told.ptr);
    } else if (told.kind === "hover") this.heard.hover(told.ptr);
    else if (told.kind === "error") this.heard.trouble(told.text);
    else if (told.number >= this.answered) {
      this.answered = told.number;
      if (told.kind === "unwritten") this.heard.unwritten(told.ptr);
      else this.heard.painted(told.number);
    }
  }

  say(kind, body = {}) {
    this.number += 1;
    this.port?.postMessage({ kind, number: this.number, ...body });
    return this.number;
  }

  select(ptr) {
    this.selected = ptr;
    this.say("select", { ptr });
  }

  text(ptr, text) {
    return this.say("text", { ptr, text });
  }

  colours(css) {
    return this.say("colours", { css });
  }

  redraw() {
    if (this.port) this.say("replace");
    else if (this.base) this.open(this.path);
  }

  shade(mode) {
    this.mode = mode;
    this.say("mode", { mode });
  }

  show(device) {
    this.device = device;
    this.fit();
  }

  // The frame is drawn at its own size. Where there is no room for a desktop it is as wide as the narrowest one and drawn smaller.
  fit() {
    const { clientWidth: width, clientHeight: height } = this.place;
    const wanted = this.device === "phone" ? PHONE : Math.max(width, DESKTOP);
    const scale = Math.min(1, width / wanted);
    Object.assign(this.frame.style, {
      inlineSize: `${wanted}px`, blockSize: `${Math.round(height / scale)}px`, scale: scale === 1 ? "none" : String(scale),
    });
    this.place.dataset.device = this.device;
  }
}
