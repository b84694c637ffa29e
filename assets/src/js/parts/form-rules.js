// The rules of a seller's form while somebody answers it: what is shown, needed and computed follows at once, by the same language as on the
// server, which decides in the end. The rules come with the form (data-rules, see form_schemas/rules.py). Hidden questions keep what was typed; their
// fieldset is disabled, so nothing of it is sent.
import { evaluate, holds, read } from "../px/evaluate.js";
import { Failed } from "../px/numbers.js";
import { literal, typeOf, written } from "../px/values.js";
import { plain } from "./rules.js";
import { phrase } from "./words.js";

const SCALARS = ["bool", "text", "num", "money", "date", "instant"];

function texts(form, name) {
  const found = [];
  for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if ((control.type === "checkbox" || control.type === "radio") && !control.checked) continue;
    // Who answers in their own words: the words count.
    const own = control.value === "_other" ? form.querySelector(`[name="${CSS.escape(`${name}.other`)}"]`) : null;
    const text = (own ?? control).value.trim();
    if (text !== "") found.push(text);
  }
  return found;
}

// What stands in the controls of a question, as PX sees it; null while nothing can be made of it.
const READERS = {
  text: ([text]) => text ?? null,
  bool: ([text], signs, field) => (text === undefined ? null : field.kind === "yes_no" ? text === "yes" : true),
  num([text], signs, field) {
    const found = text === undefined ? "" : plain(field.kind === "percent" ? text.replace(/\s*%$/u, "") : text, signs);
    return found === "" ? null : literal({ num: found.replace(/^(-?)0+(?=\d)/, "$1") });
  },
  date: ([text]) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) ? literal({ date: text }) : null),
  set: (all) => (all.length ? literal({ set: all }) : null),
  thing: (all) => (all.length ? true : null),
  "list:text": (all) => (all.length ? { t: "list", of: "text", v: all } : null),
};

// An amount of money is asked with its currency beside it.
function money(form, name, field, signs) {
  const found = plain(texts(form, `${name}.amount`)[0] ?? texts(form, name)[0] ?? "", signs);
  const control = form.querySelector(`[name="${CSS.escape(`${name}.currency`)}"]`) ?? form.querySelector(`[data-field="${CSS.escape(name)}"] [data-currency]`);
  const currency = control?.value || control?.dataset.currency;
  if (found === "" || !currency) return null;
  const digits = Number(control?.dataset.digits ?? new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits);
  const [whole, part = ""] = found.split(".");
  return part.length > digits ? null : literal({ money: [Number(`${whole}${part.padEnd(digits, "0")}`), currency] });
}

function value(form, name, field, signs) {
  try {
    if (field.answer === "money") return money(form, name, field, signs);
    const reader = READERS[field.answer];
    const held = texts(form, name);
    if (field.answer === "thing" && !held.length) {
      const parts = [...form.querySelectorAll(`[name^="${CSS.escape(`${name}.`)}"]`)];
      return parts.some((one) => one.value.trim() !== "" && (!/checkbox|radio/.test(one.type) || one.checked)) ? true : null;
    }
    return reader ? reader(held, signs, field) : null;
  } catch {
    return null;
  }
}

function words(value, unit, language) {
  if (value === null) return "";
  const kind = typeOf(value);
  const raw = written(value);
  if (kind === "bool") return value ? phrase("Yes") : phrase("No");
  if (kind === "num") {
    const text = typeof raw === "number" ? raw : raw.num;
    const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 12 }).format(text);
    return unit ? `${figure} ${unit}` : figure;
  }
  if (kind === "money") {
    const [minor, currency] = raw.money;
    const digits = new Intl.NumberFormat(language, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    const figure = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return `${currency} ${figure.format(minor / 10 ** digits)}`;
  }
  if (kind === "date") {
    const day = new Date(`${raw.date}T12:00:00Z`);
    const [first, month, year] = ["numeric", "short", "numeric"];
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { day: first, month, year, timeZone: "UTC" }).format(day);
  }
  if (kind === "set") return raw.set.join(", ");
  return typeof raw === "string" ? raw : "";
}

class Rules {
  constructor(form) {
    this.form = form;
    const { fields, pages, given, signs } = JSON.parse(form.dataset.rules);
    Object.assign(this, { fields, pages, given, signs: { decimal: signs[0], group: signs[1] } });
    this.language = document.documentElement.lang || "en";
  }

  holds(raw, known, failed) {
    try {
      return holds(evaluate(raw, known));
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return failed;
    }
  }

  // One pass, as on the server: each question after those its rules read, requirements and checks when every value is known.
  run() {
    const known = read(this.given);
    const pages = new Map(this.pages.map((page) => [page.id, page]));
    const pass = { known, shown: new Set(), later: [] };
    for (const field of this.fields) {
      const page = pages.get(field.page);
      const open = page?.show === undefined || this.holds(page.show, known, false);
      if (!this.one(field, field.id, "", known.fields, open, null, pass)) continue;
      if (field.inner) this.rows(field, pass);
    }
    for (const [field, name, row] of pass.later) {
      known.row = row ?? Object.create(null);
      if (field.require !== undefined && !field.ask) this.need(name, this.holds(field.require, known, false));
      if (field.checks) this.say(field, name, known);
    }
  }

  rows(field, pass) {
    const { known } = pass;
    const ids = texts(this.form, field.id);
    const columns = new Map(field.inner.map((one) => [one.id, []]));
    for (const id of ids) {
      const row = (known.row = Object.create(null));
      const before = `${field.id}.${id}.`;
      for (const one of field.inner) this.one(one, `${before}${one.id}`, before, row, true, row, pass);
      for (const [name, found] of Object.entries(row)) columns.get(name)?.push(found);
    }
    known.row = Object.create(null);
    for (const one of field.inner) {
      const scalar = SCALARS.includes(one.answer);
      const found = columns.get(one.id);
      known.fields[one.id] = { t: "list", of: scalar ? one.answer : "thing", v: scalar ? found : found.map(() => true) };
    }
    known.fields[field.id] = { t: "list", of: "thing", v: ids.map(() => true) };
  }

  one(field, name, before, into, open, row, { known, shown, later }) {
    const around = open && (!field.within || shown.has(`${before}${field.within}`));
    const visible = around && (field.show === undefined || this.holds(field.show, known, false));
    if (field.show !== undefined && !field.ask) this.show(name, visible);
    if (!visible) return false;
    shown.add(name);
    for (const [option, rule] of field.options ?? []) this.offer(name, option, this.holds(rule, known, false));
    const found = field.compute === undefined ? value(this.form, name, field, this.signs) : this.compute(field, name, known);
    if (found !== null && field.kind !== "repeat" && field.kind !== "group") into[field.id] = found;
    if (field.require !== undefined || field.checks) later.push([field, name, row]);
    return true;
  }

  compute(field, name, known) {
    let found = null;
    try {
      found = evaluate(field.compute, known);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
    }
    for (const output of this.form.querySelectorAll(`[data-computed="${CSS.escape(name)}"]`)) {
      const said = words(found, field.unit, this.language) || output.dataset.unknown || phrase("Not yet known");
      if (output.textContent !== said) output.textContent = said;
      const saw = output.parentElement.querySelector("[data-saw]");
      if (saw) saw.value = found === null ? "" : JSON.stringify(written(found));
    }
    return found;
  }

  // What it means on the page.

  show(name, visible) {
    const part = this.form.querySelector(`[data-when="${CSS.escape(name)}"]`);
    if (!part || part.disabled === !visible) return;
    part.disabled = !visible;
    part.hidden = !visible;
  }

  offer(name, option, offered) {
    for (const control of this.form.querySelectorAll(`[name="${CSS.escape(name)}"][value="${CSS.escape(option)}"]`)) {
      control.disabled = !offered;
      const place = control.closest("label") ?? control;
      place.hidden = !offered;
      if (!offered) control.checked = false;
    }
    for (const control of this.form.querySelectorAll(`select[name="${CSS.escape(name)}"] option[value="${CSS.escape(option)}"]`)) {
      control.disabled = control.hidden = !offered;
      if (!offered && control.selected) control.parentElement.value = "";
    }
  }

  need(name, needed) {
    const field = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!field) return;
    const optional = field.querySelector(".opt");
    if (optional) optional.hidden = needed;
    const asked = field.matches("[data-kind]") ? field : field.querySelector("[data-kind]");
    if (!asked) return;
    if (needed) asked.dataset.required = "true";
    else delete asked.dataset.required;
    if (asked.matches("fieldset")) asked.setAttribute("aria-required", String(needed));
    else asked.toggleAttribute("required", needed);
  }

  say(field, name, known) {
    const part = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    const asked = part?.matches("[data-kind]") ? part : part?.querySelector("[data-kind]");
    if (!asked) return;
    const answered = field.kind === "repeat" ? texts(this.form, name).length : value(this.form, name, field, this.signs) !== null;
    const failing = answered ? field.checks.filter(([test]) => !this.holds(test, known, true)) : [];
    const refused = failing.find(([, , level]) => level === "error");
    if (refused) asked.dataset.says = refused[1];
    else delete asked.dataset.says;
    const warned = failing.filter(([, , level]) => level === "warning").map(([, message]) => message).join(" ");
    let note = part.querySelector(":scope > [data-warning]");
    if (!note && warned) {
      note = document.createElement("p");
      note.className = "hint warning";
      note.dataset.warning = "";
      note.setAttribute("role", "status");
      part.append(note);
    }
    if (note && note.textContent !== warned) note.textContent = warned;
    if (note) note.hidden = !warned;
  }
}

// Names of questions that are shown now: tells the server which of them the person has seen.
function seen(form) {
  const field = form.querySelector("[name=_seen]");
  if (!field) return;
  const open = [...form.querySelectorAll("[data-field]")].filter((one) => !one.closest("[data-when][hidden]"));
  field.value = open.map((one) => one.dataset.field).join(" ");
}

export function formRules() {
  for (const form of document.querySelectorAll("form[data-rules]")) {
    const rules = new Rules(form);
    let waiting = 0;
    const run = () => {
      waiting = 0;
      rules.run();
      seen(form);
    };
    const soon = () => {
      waiting ||= requestAnimationFrame(run);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("rows", soon);
    run();
  }
}
