// Where a bar of links is wider than the window, the one for this page is in sight.
export function current() {
  for (const bar of document.querySelectorAll(".rail, .tabs, .mode-nav")) {
    const here = bar.querySelector("[aria-current]")?.getBoundingClientRect();
    if (!here || bar.scrollWidth <= bar.clientWidth) continue;
    const { left, width } = bar.getBoundingClientRect();
    bar.scrollLeft += here.left + here.width / 2 - left - width / 2;
  }
}
