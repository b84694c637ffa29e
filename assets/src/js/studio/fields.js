// What stands in a field of the inspector, as the document keeps it. A field that cannot be read yet answers with a sentence instead.
export class NotYet extends Error {}

const whole = (text) => (/^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : NaN);
const pressed = (group) => group.querySelector('[aria-pressed="true"]')?.value;
const ticked = (group) => [...group.querySelectorAll("input:checked")].map((each) => each.value);

function money(field) {
  const digits = Number(field.dataset.digits);
  const plain = field.value.trim().replace(/\s/g, "").replace(/,(?=\d{1,2}$)/, ".").replace(/,/g, "");
  if (!/^\d{1,11}(\.\d+)?$/.test(plain)) throw new NotYet("Write an amount such as 240.00.");
  const [units, parts = ""] = plain.split(".");
  if (parts.length > digits) throw new NotYet(digits ? `At most ${digits} digits after the point.` : "Without digits after a point.");
  return [Number(units) * 10 ** digits + Number(parts.padEnd(digits, "0") || 0), field.dataset.currency];
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

const KINDS = {
  text: (field) => field.value.trim() || null,
  lines: (field) => field.value.trim() || null,
  whole: number,
  days,
  money,
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
export const typed = (field) => ["text", "lines", "whole", "days", "money", "colour"].includes(field.dataset.kind);

export function tell(field, sentence) {
  const place = field.closest(".field")?.querySelector("[data-refused]");
  if (!place) return;
  place.hidden = !sentence;
  place.textContent = sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else if (!("found" in field.dataset)) field.removeAttribute("aria-invalid");
}
