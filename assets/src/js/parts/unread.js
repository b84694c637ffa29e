// How much is new: the figure at the tab, the dot on a phone, the number before the page's title.
import { onLive } from "./live.js";

const LATER = 400;
const title = document.title.replace(/^\(\d+\) /, "");
let timer;

function show(count) {
  for (const mark of document.querySelectorAll("[data-new]")) {
    mark.hidden = count === 0;
    const figure = mark.querySelector("b");
    if (figure) figure.textContent = count > 99 ? "99+" : count;
  }
  document.title = count ? `(${count}) ${title}` : title;
}

async function ask() {
  const url = document.querySelector("[data-new]")?.dataset.new;
  if (!url) return;
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) show((await answer.json()).threads);
}

export function countAgain() {
  clearTimeout(timer);
  timer = setTimeout(ask, LATER);
}

export function unread() {
  const mark = document.querySelector("[data-new]:not([hidden]) b");
  if (mark) document.title = `(${mark.textContent}) ${title}`;
  if (!document.querySelector("[data-new]")) return;
  onLive("message.posted", countAgain);
  onLive("thread.read", countAgain);
}
