// What a field wants, as form_schemas/README.md lists it, and whether an answer gives it. A rule answers with the code of the
// refusal, the same as the server's, or "" when all is well. Where the browser cannot be sure it says nothing: the server decides.
const SIGNS = "[-\u2212+]?";
const PATTERNS = {
  letters: /^\p{L}+(?:[ '’-]\p{L}+)*$/u,
  digits: /^[0-9]+$/,
  letters_digits: /^[A-Za-z0-9]+(?:[ ./_-][A-Za-z0-9]+)*$/,
  postal_code: /^[A-Za-z0-9][A-Za-z0-9 -]{1,9}$/,
};
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");

// A number as the page's language writes it, as a plain decimal text; "" when it is none there.
export function plain(text, { decimal = ".", group = "" }) {
  const groups = group && (/\s/u.test(group) ? "[ \u00a0\u202f\u2009]" : /['’]/.test(group) ? "['’]" : `[${escaped(group)}]`);
  const whole = groups ? `(?:\\d{1,15}|\\d{1,3}(?:${groups}\\d{2,3})*${groups}\\d{3})` : "\\d{1,15}";
  if (!new RegExp(`^${SIGNS}${whole}(?:${escaped(decimal)}\\d{1,12})?$`, "u").test(text)) return "";
  return (groups ? text.replace(new RegExp(groups, "gu"), "") : text).replace(decimal, ".").replace("\u2212", "-").replace("+", "");
}

// The same as a number; NaN when it is none.
export function number(text, signs) {
  const found = plain(text, signs);
  return found === "" ? NaN : Number(found);
}

function numberRule(text, wants) {
  const value = number(text, wants);
  if (Number.isNaN(value)) return "number";
  if (wants.integer && !Number.isInteger(value)) return "integer";
  if (wants.min !== undefined && value < Number(wants.min)) return "min";
  if (wants.max !== undefined && value > Number(wants.max)) return "max";
  const steps = (value - Number(wants.min ?? 0)) / Number(wants.step);
  return wants.step && Math.abs(steps - Math.round(steps)) > 1e-9 ? "step" : "";
}

function dateRule(text, wants) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return "date";
  if (wants.min && text < wants.min) return "min";
  if (wants.max && text > wants.max) return "max";
  const day = WEEKDAYS[new Date(`${text}T12:00:00Z`).getUTCDay()];
  return wants.weekdays && !wants.weekdays.split(" ").includes(day) ? "weekdays" : "";
}

function emailRule(text, wants) {
  if (!/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*\.[^\s@.]{2,}$/.test(text)) return "email";
  const domain = text.slice(text.lastIndexOf("@") + 1).toLowerCase();
  const among = (list) => list?.split(" ").includes(domain);
  return (wants.allowDomains && !among(wants.allowDomains)) || among(wants.blockDomains) ? "domain" : "";
}

function phoneRule(text, wants) {
  if (!/^\+?[0-9 \u00a0().\-/\u2010\u2011]+$/.test(text)) return "phone";
  const digits = text.replace(/\D/g, "").length;
  const international = text.startsWith("+") || text.startsWith("00");
  return (!international && !wants.country) || digits > 19 || digits < 5 ? "phone" : "";
}

function urlRule(text) {
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text);
  if (scheme && scheme[1].toLowerCase() !== "https") return "https";
  try {
    return new URL(scheme ? text : `https://${text}`).hostname.includes(".") && !/\s/.test(text) ? "" : "url";
  } catch {
    return "url";
  }
}

// The sign of a percent may be typed.
const percentRule = (text, wants) => numberRule(text.replace(/[\s\u00a0\u202f]*%$/u, ""), wants);

const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

function timeRule(text, wants) {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return "time";
  if (wants.min && text < wants.min) return "min";
  if (wants.max && text > wants.max) return "max";
  return wants.step && (minutes(text) - minutes(wants.min ?? "00:00")) % Number(wants.step) ? "step" : "";
}

function datetimeRule(text, wants) {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return "datetime";
  if (wants.min && text < wants.min) return "min";
  if (wants.max && text > wants.max) return "max";
  return wants.step && minutes(text.slice(11)) % Number(wants.step) ? "step" : "";
}

const KINDS = { number: numberRule, percent: percentRule, money: numberRule, time: timeRule, datetime: datetimeRule, date: dateRule, email: emailRule, phone: phoneRule, url: urlRule };

// The refusal of a text, or "".
export function textRule(text, wants) {
  const length = [...text].length;
  if (wants.minLength && length < Number(wants.minLength)) return "too-short";
  if (wants.maxLength && length > Number(wants.maxLength)) return "too-long";
  if (wants.pattern && PATTERNS[wants.pattern] && !PATTERNS[wants.pattern].test(text)) return "pattern";
  return KINDS[wants.kind]?.(text, wants) ?? "";
}

const DAY = 86_400_000;

// Each takes the texts of a question's parts by name.
const PARTS = {
  date_range({ from = "", to = "" }, wants) {
    if (!from || !to) return "both";
    const day = dateRule(from, wants) || dateRule(to, wants);
    if (day) return day;
    const days = (Date.parse(to) - Date.parse(from)) / DAY + 1;
    if (days < 1) return "order";
    if (days < Number(wants.minDays)) return "min-days";
    return wants.maxDays && days > Number(wants.maxDays) ? "max-days" : "";
  },
  money: ({ amount = "" }, wants) => numberRule(amount, wants),
  address: ({ street, city, country }) => (!street ? "street" : !city ? "city" : country === "" ? "country" : ""),
};
// What alone is no answer: it was chosen beforehand, or says only what is asked.
const BESIDE = { address: ["country"], money: ["currency"], company_id: ["scheme"] };

// Whether a question of several parts was answered at all.
export const answered = (parts, kind) => Object.entries(parts).some(([name, text]) => text && !BESIDE[kind]?.includes(name));

// The refusal of a question of several parts, or "".
export const partsRule = (parts, wants) => PARTS[wants.kind]?.(parts, wants) ?? "";

// The refusal of values in places, or "".
export function placesRule(values, wants) {
  if (new Set(values).size < values.length) return "repeated";
  return values.length < Number(wants.places) ? "incomplete" : "";
}

// The refusal of chosen values, or "". own: what was written where an answer in one's own words was chosen.
export function choiceRule(chosen, wants, own = "") {
  if (chosen.includes("_other") && !own) return "other";
  if (wants.requireYes && chosen[0] === "no") return "require-yes";
  if (wants.everyRow && wants.kind === "matrix" && chosen.length < Number(wants.everyRow)) return "rows";
  if (wants.kind !== "choice_many" && wants.kind !== "image_choice") return "";
  if (wants.exclusive && chosen.includes(wants.exclusive)) return chosen.length > 1 ? "exclusive" : "";
  if (wants.min && chosen.length < Number(wants.min)) return "min";
  return wants.max && chosen.length > Number(wants.max) ? "max" : "";
}
