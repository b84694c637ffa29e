// A film that stands in a page as a picture of nothing but words: <figure data-film="address of the player">. Whoever presses it gets the player in its place;
// nobody else has it asked for. Without script the link leads to a page that shows it.
export function films() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-film] > a");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const place = link.parentElement;
    const frame = document.createElement("iframe");
    frame.title = link.querySelector("b")?.textContent ?? "";
    // Some hosts play nothing for a page that does not say where it is.
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation");
    frame.src = place.dataset.film;
    // What plays goes on playing when the page around it is drawn anew.
    place.dataset.liveKeep = "";
    link.replaceWith(frame);
    frame.focus();
  });
}
