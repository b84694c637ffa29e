import { phrase } from "./words.js";

const SECONDS = 8;

function retire(toast) {
  const close = toast.querySelector("[data-dismiss]");
  if (close) {
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
  }
  let timer;
  const wait = () => { timer = setTimeout(() => toast.remove(), SECONDS * 1000); };
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("focusout", wait);
  wait();
}

export function say(text, tone = "") {
  let place = document.querySelector("[data-toasts]");
  if (!place) {
    place = document.createElement("div");
    place.className = "toast-place";
    place.dataset.toasts = "";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  const toast = document.createElement("p");
  toast.className = `toast ${tone}`.trim();
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "btn sm";
  close.type = "button";
  close.dataset.dismiss = "";
  close.textContent = phrase("Close");
  toast.append(words, close);
  place.append(toast);
  retire(toast);
}

// Toasts of a page that was fetched in the background.
export function arrive(fresh) {
  const found = [...fresh.querySelectorAll("[data-toast]")];
  if (!found.length) return;
  let place = document.querySelector("[data-toasts]");
  if (!place) {
    place = document.adoptNode(fresh.querySelector("[data-toasts]"));
    document.body.append(place);
  } else place.replaceChildren(...found.map((toast) => document.adoptNode(toast)));
  for (const toast of place.querySelectorAll("[data-toast]")) retire(toast);
}

export function toasts() {
  for (const toast of document.querySelectorAll("[data-toast]")) retire(toast);
}
