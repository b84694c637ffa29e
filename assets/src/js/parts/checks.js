// The server's checks, said while the person is still at the field: after it was left, never before. The words come with the field
// (data-message-<code>); the ones below are for our own fields, which carry none.
import { answered, choiceRule, partsRule, placesRule, textRule } from "./rules.js";
import { phrase } from "./words.js";

const ODD = phrase("This does not look right.");
const WORDS = {
  required: () => phrase("Fill this in."),
  email: () => phrase("Write the whole address, like name@company.com."),
  number: () => phrase("Write a whole number, like 12."),
  integer: () => phrase("Write a whole number."),
  min: ({ min }) => phrase("Use {min} or more.", { min }),
  max: ({ max }) => phrase("Use {max} or less.", { max }),
  step: ({ step }) => phrase("Use steps of {step}.", { step }),
};
// What is asked: a fieldset with its choices, or a control of its own.
const ASKED = "fieldset[data-field], [data-required], [data-kind]:is(input, select, textarea), [data-integer], [type=email]";

const camel = (code) => `message-${code}`.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const name = (field) => field.id || field.dataset.field;
// A control of a question that asks with several belongs to it; rows and groups only hold questions.
const inside = (field) => field.parentElement.closest("fieldset[data-kind]:not([data-kind=repeat], [data-kind=group])");
const holds = (field) => field.matches("[data-kind=repeat], [data-kind=group]");
const controls = (field) => (holds(field) ? [] : field.matches("fieldset") ? [...field.querySelectorAll("input, select, textarea")] : [field]);

// Kinds whose answer is more than a text or what is ticked: whether there is one.
const typed = (field, selector) => [...field.querySelectorAll(selector)].some((each) => each.value.trim() !== "");
const sent = (field) => typed(field, "[data-upload-list] input[type=hidden], input[type=file]");
const ANSWERED = {
  signature: (field) => typed(field, "input[type=text]"),
  line_items: (field) => typed(field, "input:not([type=file]), textarea"),
  file: sent,
  image: sent,
};

const rowsOf = (field) => field.querySelectorAll(":scope > [data-rows] > [data-row]").length;

function rowsRefused(field, wants) {
  const rows = rowsOf(field);
  const code = !rows && "required" in wants ? "required" : rows < Number(wants.minRows) ? "min-rows" : rows > Number(wants.maxRows) ? "max-rows" : "";
  return code ? wants[camel(code)] ?? ODD : rows ? wants.says ?? "" : "";
}

const CHOICES = "[type=checkbox], [type=radio]";
const partOf = (field, control) => control.name.slice(field.dataset.field.length + 1);

// A question of several controls that are no choices: an amount with its currency, an address, places of a ranking.
function composedRefused(field, wants) {
  if (wants.kind === "ranking") {
    const values = controls(field).map((each) => each.value).filter(Boolean);
    return values.length ? placesRule(values, wants) : "required" in wants ? "required" : "";
  }
  const parts = Object.fromEntries(controls(field).filter((each) => each.name).map((each) => [partOf(field, each), each.value.trim()]));
  return answered(parts, wants.kind) ? partsRule(parts, wants) : "required" in wants ? "required" : "";
}

const own = (field) => {
  const choice = (field.matches("fieldset") ? field : field.closest(".field"))?.querySelector("[data-part=other]");
  return choice?.value.trim() ?? "";
};

function refusal(field) {
  const wants = { ...field.dataset };
  if (wants.kind === "group") return "";
  if (wants.kind === "repeat") return rowsRefused(field, wants);
  if (!wants.kind) wants.kind = field.type === "email" ? "email" : "integer" in wants ? "number" : "";
  if ("integer" in wants) wants.integer = "yes";
  if (ANSWERED[wants.kind]) {
    const code = ANSWERED[wants.kind](field) ? "" : "required" in wants ? "required" : "";
    return code ? wants[camel(code)] ?? WORDS.required() : wants.says ?? "";
  }
  if (field.matches("fieldset") && !field.querySelector(CHOICES)) {
    const code = composedRefused(field, wants);
    return code ? wants[camel(code)] ?? ODD : wants.says ?? "";
  }
  const choices = field.matches("fieldset, [type=checkbox]");
  const chosen = choices ? controls(field).filter((each) => each.checked).map((each) => each.value) : [];
  const text = choices ? "" : field.value.trim();
  const empty = choices ? chosen.length === 0 : text === "";
  const code = empty ? ("required" in wants ? "required" : "") : choices ? choiceRule(chosen, wants, own(field)) : field.matches("select") ? choiceRule([text], wants, own(field)) : textRule(text, wants);
  if (!code) return empty ? "" : wants.says ?? "";
  if (code === "required" && field.matches("[type=checkbox]")) return wants[camel(code)] ?? phrase("Tick this to go on.");
  return wants[camel(code)] ?? WORDS[code]?.(wants) ?? ODD;
}

function show(field, sentence) {
  const id = `${name(field)}-error`;
  let note = document.getElementById(id);
  if (!note && sentence) {
    note = document.createElement("p");
    note.id = id;
    note.className = "error";
    (field.closest(".field") ?? field.parentElement).append(note);
  }
  if (note) {
    (note.querySelector("span") ?? note).textContent = sentence;
    note.hidden = !sentence;
  }
  for (const control of [field, ...controls(field)]) {
    const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    if (sentence) described.push(id);
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    if (control.matches("fieldset")) continue;
    if (sentence) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  if (sentence) field.dataset.refused = "yes";
  else delete field.dataset.refused;
}

function check(field) {
  const sentence = refusal(field);
  show(field, sentence);
  return !sentence;
}

export function checks() {
  for (const form of document.querySelectorAll("form[data-check]")) {
    const fields = () => [...form.querySelectorAll(ASKED)].filter((field) => name(field) && !field.disabled && !field.matches(":disabled") && !inside(field));
    const asked = (target) => target.closest?.("fieldset[data-kind]:not([data-kind=repeat], [data-kind=group])") ?? target.closest?.(ASKED);
    const wrong = (field) => field.dataset.refused || controls(field).some((each) => each.getAttribute("aria-invalid"));
    form.addEventListener("input", ({ target }) => {
      const field = asked(target);
      if (!field || !name(field)) return;
      field.dataset.touched = "yes";
      if (wrong(field)) check(field);
    });
    form.addEventListener("focusout", ({ target, relatedTarget }) => {
      const field = asked(target);
      // Nobody is told off for passing by: only what was touched is checked.
      if (field && name(field) && !(field.matches("fieldset") && field.contains(relatedTarget)) && (field.dataset.touched || wrong(field))) check(field);
    });
    form.addEventListener("submit", (event) => {
      // Back, a row more, kept for later: nothing has to be right for that.
      if (event.submitter?.formNoValidate) return;
      const refused = fields().filter((field) => !check(field));
      if (refused.length === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      (controls(refused[0])[0] ?? refused[0]).focus();
    });
  }
  document.querySelector("[data-error-summary]")?.focus();
}
