// A list of articles: arrow keys go from row to row, a copied table or a CSV file fills the rows, names of articles stand below their numbers.
import { phrase, phrases } from "../words.js";

const SIGNS = ["\t", ";", ","];
const HEADINGS = ["sku", "article", "article number", "artikel", "artikelnummer"];
const MOST_BYTES = 200000;

// The cells of a table as text; quotes as CSV has them.
export function cells(text) {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const first = plain.trimStart().split("\n")[0];
  const sign = SIGNS.find((each) => first.includes(each)) ?? ",";
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < plain.length; at += 1) {
    const letter = plain[at];
    const row = rows.at(-1);
    if (quoted) {
      if (letter !== '"') row[row.length - 1] += letter;
      else if (plain[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = false;
    } else if (letter === '"' && row.at(-1) === "") quoted = true;
    else if (letter === sign) row.push("");
    else if (letter === "\n") rows.push([""]);
    else row[row.length - 1] += letter;
  }
  const found = rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean));
  return found.length && HEADINGS.includes(found[0][0].toLowerCase()) ? found.slice(1) : found;
}

class Lines {
  constructor(place) {
    this.place = place;
    this.field = place.closest("[data-field]");
    this.body = place.querySelector("tbody");
    this.status = place.querySelector("[data-lines-status]");
    this.names = new Map(Object.entries(JSON.parse(place.dataset.lines || "{}")).map(([sku, name]) => [sku.toLowerCase(), name]));
    this.most = Number(this.field.dataset.mostLines);
    place.classList.add("live");
    for (const row of this.rows) row.querySelector("[data-line-clear]").hidden = false;
    place.querySelector(".line-paste").hidden = true;
    const upload = place.querySelector("[data-line-upload]");
    upload.hidden = false;
    upload.querySelector("input").addEventListener("change", ({ target }) => this.read(target));
    this.more = place.querySelector("[data-line-more]");
    this.more.addEventListener("click", (event) => {
      event.preventDefault();
      const row = this.add();
      row?.querySelector("input").focus();
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("paste", (event) => this.paste(event));
    this.body.addEventListener("input", ({ target }) => this.name(target.closest("[data-line]")));
    this.body.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-line-clear]");
      if (button) this.empty(button.closest("[data-line]"));
    });
    this.limit();
  }

  get rows() {
    return [...this.body.querySelectorAll("[data-line]")];
  }

  inputs(row) {
    return [...row.querySelectorAll("input")];
  }

  filled(row) {
    return this.inputs(row).some((each) => each.value.trim());
  }

  limit() {
    this.more.hidden = this.rows.length >= this.most;
  }

  add() {
    if (this.rows.length >= this.most) return null;
    const last = this.rows.at(-1);
    const row = last.cloneNode(true);
    const number = this.rows.length + 1;
    for (const each of row.querySelectorAll("[id]")) each.removeAttribute("id");
    const head = row.querySelector("th");
    head.id = `${this.field.dataset.field}-line-${number}`;
    head.querySelector("[data-line-number]").textContent = number;
    for (const input of this.inputs(row)) {
      input.value = "";
      input.setAttribute("aria-labelledby", `${head.id} ${input.getAttribute("aria-labelledby").split(" ")[1]}`);
      for (const name of ["aria-invalid", "aria-describedby"]) input.removeAttribute(name);
    }
    row.querySelector("[data-line-name]").textContent = "";
    row.querySelector("[data-line-clear] .sr").textContent = ` ${phrase("row {number}", { number })}`;
    this.body.append(row);
    this.limit();
    return row;
  }

  empty(row) {
    for (const input of this.inputs(row)) input.value = "";
    this.name(row);
    this.inputs(row)[0].focus();
    this.changed(phrase("Row {number} is empty.", { number: this.rows.indexOf(row) + 1 }));
  }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    const row = event.target.closest("[data-line]");
    if (!step || !row || !event.target.matches("input") || event.altKey || event.isComposing) return;
    // With a list of articles the arrows choose from it while something is typed.
    if (event.key !== "Enter" && event.target.list && event.target.value && !this.names.has(event.target.value.toLowerCase())) return;
    event.preventDefault();
    const place = this.inputs(row).indexOf(event.target);
    const at = this.rows.indexOf(row) + step;
    const next = this.rows[at] ?? (step > 0 && this.filled(row) ? this.add() : null);
    this.inputs(next ?? row)[place].focus();
  }

  paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n;]/.test(text.trim())) return;
    event.preventDefault();
    this.fill(cells(text), event.target.closest("[data-line]"));
  }

  async read(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) this.say(phrase("{file} is too large for a list of articles.", { file: file.name }));
    else this.fill(cells(await file.text()), null);
  }

  // Fills rows from `from` on, else the free ones, and says how many.
  fill(table, from) {
    let row = from ?? this.rows.find((each) => !this.filled(each)) ?? this.add();
    let count = 0;
    for (const line of table) {
      if (!row) break;
      this.inputs(row).forEach((input, place) => { input.value = line[place] ?? ""; });
      this.name(row);
      count += 1;
      row = this.rows[this.rows.indexOf(row) + 1] ?? (count < table.length ? this.add() : null);
    }
    const left = table.length - count;
    const rest = left ? ` ${phrase("{count} did not fit: at most {most} rows.", { count: left, most: this.most })}` : "";
    this.changed(`${phrases("{count} row was filled in.", "{count} rows were filled in.", count)}${rest}`);
  }

  name(row) {
    if (row) row.querySelector("[data-line-name]").textContent = this.names.get(this.inputs(row)[0].value.trim().toLowerCase()) ?? "";
  }

  changed(words) {
    this.say(words);
    this.inputs(this.rows[0])[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    this.status.textContent = words;
  }
}

export function lines(root) {
  for (const place of root.querySelectorAll("[data-lines]:not(.live)")) new Lines(place);
}
