// What stands in a field of the inspector, as the document keeps it. A field that cannot be read yet answers with a sentence instead.
export class NotYet extends Error {}

const whole = (text) => (/^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : NaN);
const pressed = (group) => group.querySelector('[aria-pressed="true"]')?.value;
const ticked = (group) => [...group.querySelectorAll("input:checked")].map((each) => each.value);

// As people type numbers: 1,140.00, 1 140,00 and 1140 are the same.
const digitsOf = (text) => text.trim().replace(/\s/g, "").replace(/^0,|,(?=\d{1,2}$)/, (comma) => comma.replace(",", ".")).replace(/,/g, "");

function money(field) {
  const digits = Number(field.dataset.digits);
  const plain = digitsOf(field.value);
  if (!/^\d{1,11}(\.\d+)?$/.test(plain)) throw new NotYet("Write an amount such as 240.00.");
  const [units, parts = ""] = plain.split(".");
  if (parts.length > digits) throw new NotYet(digits ? `At most ${digits} digits after the point.` : "Without digits after a point.");
  return [Number(units) * 10 ** digits + Number(parts.padEnd(digits, "0") || 0), field.dataset.currency];
}

// The document keeps whole numbers as numbers and others as texts, amounts in minor units: the point is moved, nothing is rounded.
function decimal(field) {
  const plain = digitsOf(field.value);
  if (!plain) return null;
  if (!/^-?\d{1,11}(\.\d{1,8})?$/.test(plain)) throw new NotYet("Write a number such as 12 or 12.50.");
  const digits = Number(field.dataset.digits ?? 0);
  const [units, parts = ""] = plain.split(".");
  const whole = (units + parts.slice(0, digits).padEnd(digits, "0")).replace(/^(-?)0+(?=\d)/, "$1");
  const rest = parts.slice(digits).replace(/0+$/, "");
  if (rest) return `${whole}.${rest}`;
  return "text" in field.dataset ? whole : Number(whole);
}

// A text for each line.
function listed(field) {
  const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const { most, longest } = field.dataset;
  if (lines.length > Number(most)) throw new NotYet(`At most ${most} lines.`);
  if (lines.some((line) => line.length > Number(longest))) throw new NotYet(`At most ${longest} characters on a line.`);
  return lines.length ? lines : null;
}

function number(field) {
  if (!field.value.trim()) return null;
  const { minimum, maximum } = field.dataset;
  const found = whole(field.value);
  if (Number.isNaN(found) || found < Number(minimum) || found > Number(maximum)) throw new NotYet(`A whole number from ${minimum} to ${maximum}.`);
  return found;
}

function days(field) {
  if (!field.value.trim()) return null;
  const found = whole(field.value);
  if (Number.isNaN(found) || found > 3660) throw new NotYet("A number of days.");
  return `P${found}D`;
}

function colour(field) {
  const hex = field.value.toLowerCase();
  const components = [1, 3, 5].map((at) => Math.round((parseInt(hex.slice(at, at + 2), 16) / 255) * 10000) / 10000);
  return { colorSpace: "srgb", components, hex };
}

// All roles mean everybody, so nothing is written; none is not a rule but a tab that is hidden. No group means every client. A rule is kept.
function see(field) {
  const boxes = (name) => [...field.querySelectorAll(`input[name="${name}"]`)];
  const chosen = (name) => boxes(name).filter((each) => each.checked).map((each) => each.value);
  const [roles, groups] = [chosen("roles"), chosen("groups")];
  if (!roles.length) throw new NotYet("Somebody has to see it. To hide a tab from everybody use “Hidden from everybody”.");
  const seen = {
    ...(roles.length < boxes("roles").length && { roles }),
    ...(groups.length && { groups }),
    ...(field.dataset.when && { when: JSON.parse(field.dataset.when) }),
  };
  return Object.keys(seen).length ? seen : null;
}

// Where nothing may be chosen, only the default itself is left unwritten.
function several(group) {
  const chosen = ticked(group);
  const usual = group.dataset.default?.split(" ");
  if (!usual) return chosen.length ? chosen : null;
  return chosen.length === usual.length && usual.every((each) => chosen.includes(each)) ? null : chosen;
}

// Values inside of rules, as rules write them.
function ruleNumber(field) {
  const found = decimal(field);
  return typeof found === "string" ? { num: found } : found;
}

const KINDS = {
  "px-text": (field) => field.value.trim(),
  "px-option": (field) => field.value,
  "px-number": ruleNumber,
  "px-money": (field) => ({ money: money(field) }),
  "px-day": (field) => (field.value ? { date: field.value } : null),
  text: (field) => field.value.trim() || null,
  lines: (field) => field.value.trim() || null,
  whole: number,
  days,
  money,
  decimal,
  listed,
  colour,
  see,
  flag: (field) => (field.checked === ("default" in field.dataset) ? null : field.checked),
  select: (field) => field.value || null,
  segment: (group) => pressed(group) ?? null,
  icon: (group) => pressed(group) ?? null,
  several,
};

export const read = (field) => {
  const value = KINDS[field.dataset.kind](field);
  if (value === null && "needed" in field.dataset) throw new NotYet("This is needed.");
  return value;
};

// Fields that are typed in are saved after a pause; all others at once.
export const typed = (field) => ["text", "lines", "listed", "whole", "days", "money", "decimal", "colour", "px-text", "px-number", "px-money"].includes(field.dataset.kind);

export function tell(field, sentence) {
  const place = field.closest(".field")?.querySelector("[data-refused]");
  if (!place) return;
  place.hidden = !sentence;
  place.textContent = sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else if (!("found" in field.dataset)) field.removeAttribute("aria-invalid");
}
