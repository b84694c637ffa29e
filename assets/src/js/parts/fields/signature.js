// A signature that is drawn: lines of whole numbers on a canvas of 600 × 200. The typed name always stands beside it.
const MOST_POINTS = 3000;

class Pad {
  constructor(place) {
    this.place = place;
    this.canvas = place.querySelector("svg");
    this.path = place.querySelector("path");
    this.field = place.querySelector("input[type=hidden]");
    this.clear = place.querySelector("[data-signature-clear]");
    const { width, height } = this.canvas.viewBox.baseVal;
    Object.assign(this, { width, height });
    this.strokes = this.field.value ? this.field.value.split(";").map((line) => line.split(" ")) : [];
    place.hidden = false;
    place.classList.add("live");
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => this.end());
    this.clear.addEventListener("click", () => {
      this.strokes = [];
      this.draw();
      this.end();
      place.closest("[data-field]").querySelector("input[type=text]").focus();
    });
    this.draw();
  }

  get count() {
    return this.strokes.reduce((sum, line) => sum + line.length, 0);
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const on = (value, least, size, most) => Math.min(most, Math.max(0, Math.round(((value - least) / size) * most)));
    return `${on(event.clientX, box.left, box.width, this.width)},${on(event.clientY, box.top, box.height, this.height)}`;
  }

  begin(event) {
    if (event.button || this.count >= MOST_POINTS) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.line = [this.point(event)];
    this.strokes.push(this.line);
    this.draw();
  }

  move(event) {
    if (!this.line || this.count >= MOST_POINTS) return;
    const next = this.point(event);
    if (next === this.line.at(-1)) return;
    this.line.push(next);
    this.draw();
  }

  end() {
    this.line = null;
    this.field.value = this.strokes.map((line) => line.join(" ")).join(";");
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  draw() {
    const spaced = (point) => point.replace(",", " ");
    this.path.setAttribute("d", this.strokes.map((line) => `M${spaced(line[0])}${(line.length > 1 ? line.slice(1) : line).map((point) => `L${spaced(point)}`).join("")}`).join(""));
    this.clear.hidden = !this.strokes.length;
  }
}

export function signatures(root) {
  for (const place of root.querySelectorAll("[data-signature]:not(.live)")) new Pad(place);
}
