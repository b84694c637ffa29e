// A toolbar that writes the signs of Markdown around what is marked (WAI-ARIA toolbar: one stop for Tab, arrow keys inside).
import { phrase } from "../words.js";

const TOOLS = {
  bold: { words: phrase("Bold"), sign: "B", around: ["**", "**"], key: "b" },
  italic: { words: phrase("Italic"), sign: "I", around: ["_", "_"], key: "i" },
  link: { words: phrase("Link"), sign: "↗", around: ["[", "](https://)"], key: "k" },
  heading: { words: phrase("Heading"), sign: "H", before: () => "## " },
  bullets: { words: phrase("Bulleted list"), sign: "•", before: () => "- " },
  numbers: { words: phrase("Numbered list"), sign: "1.", before: (place) => `${place + 1}. ` },
};
const LED = /^(#{1,3} +|[-*] +|\d{1,3}[.)] +)/;

// Typing goes through the browser, so that its undo takes it back.
function put(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, [open, close]) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  if (value.slice(0, from).endsWith(open) && value.slice(to).startsWith(close)) {
    put(area, from - open.length, to + close.length, words);
    area.setSelectionRange(from - open.length, to - open.length);
    return;
  }
  put(area, from, to, `${open}${words}${close}`);
  const link = close.startsWith("](");
  const begin = link && words ? from + open.length + words.length + 2 : from + open.length;
  area.setSelectionRange(begin, link && words ? begin + close.length - 3 : begin + words.length);
}

function before(area, lead) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const to = next < 0 ? value.length : next;
  const lines = value.slice(from, to).split("\n");
  const led = lines.every((line, place) => line.startsWith(lead(place)));
  const text = lines.map((line, place) => (led ? line.slice(lead(place).length) : lead(place) + line.replace(LED, ""))).join("\n");
  put(area, from, to, text);
  area.setSelectionRange(from + (lines.length > 1 ? 0 : text.length), from + text.length);
}

const use = (area, tool) => (tool.around ? around(area, tool.around) : before(area, tool.before));

// Enter goes on with a list, and ends it on an empty item.
function goOn(area, event) {
  const { selectionStart: at, selectionEnd, value } = area;
  if (at !== selectionEnd) return;
  const from = value.lastIndexOf("\n", at - 1) + 1;
  const found = /^(?:([-*]) |(\d{1,3})([.)]) )(.*)$/.exec(value.slice(from, at));
  if (!found) return;
  event.preventDefault();
  if (!found[4]) put(area, from, at, "");
  else put(area, at, at, found[1] ? `\n${found[1]} ` : `\n${Number(found[2]) + 1}${found[3]} `);
}

export function richTexts(root) {
  for (const field of root.querySelectorAll("[data-rich]:not([data-ready])")) {
    field.dataset.ready = "";
    const area = field.querySelector("textarea");
    const offered = area.dataset.marks.split(" ").filter((name) => TOOLS[name]);
    if (!offered.length) continue;
    const bar = document.createElement("div");
    bar.className = "toolbar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", phrase("Formatting"));
    bar.setAttribute("aria-controls", area.id);
    const buttons = offered.map((name, place) => {
      const tool = TOOLS[name];
      const button = document.createElement("button");
      Object.assign(button, { type: "button", title: tool.key ? `${tool.words} (Ctrl+${tool.key.toUpperCase()})` : tool.words, tabIndex: place ? -1 : 0 });
      button.dataset.tool = name;
      const sign = document.createElement("span");
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = tool.sign;
      const said = document.createElement("span");
      said.className = "sr";
      said.textContent = tool.words;
      button.append(sign, said);
      button.addEventListener("click", () => use(area, tool));
      return button;
    });
    bar.append(...buttons);
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (!step) return;
      event.preventDefault();
      const now = buttons.indexOf(document.activeElement);
      const next = step === -Infinity ? 0 : step === Infinity ? buttons.length - 1 : (now + step + buttons.length) % buttons.length;
      buttons.forEach((each, place) => (each.tabIndex = place === next ? 0 : -1));
      buttons[next].focus();
    });
    area.addEventListener("keydown", (event) => {
      const tool = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey ? offered.find((name) => TOOLS[name].key === event.key.toLowerCase()) : null;
      if (tool) {
        event.preventDefault();
        use(area, TOOLS[tool]);
      } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) goOn(area, event);
    });
    const holder = document.createElement("div");
    holder.className = "rich";
    area.before(holder);
    holder.append(bar, area);
  }
}
