// PX, the expression language, in the browser: the same results as portal_config/expressions/evaluate.py, step by step; both pass one file of vectors.
// What arrives here was checked by the server. Values: true and false, text, null for missing, and objects with a type t:
//   num {n: BigInt, s: digits after the point} · money {n: BigInt, c: currency} · date {d: days since 1970-01-01} · instant {v: text} · set {v: Set}
//   list {of, v: []}

const DIGITS = 28
const BUDGET = 20_000
const LARGEST = 2n ** 53n - 1n
const MOST_DAYS = 1_000_000
const MOST_MONTHS = 12_000
const MOST_BUSINESS_DAYS = 3_660

export class Failed extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

const fail = (code) => {
  throw new Failed(code)
}

// ---- values

export function literal(raw) {
  if (raw === null || raw === undefined) return null
  if (typeof raw === "boolean") return raw
  if (typeof raw === "string") return raw.normalize("NFC")
  if (typeof raw === "number") return { t: "num", n: BigInt(raw), s: 0 }
  const [kind] = Object.keys(raw)
  const inner = raw[kind]
  switch (kind) {
    case "num": return number(inner)
    case "money": return { t: "money", n: BigInt(inner[0]), c: inner[1] }
    case "date": return { t: "date", d: dayNumber(inner) }
    case "instant": return { t: "instant", v: inner }
    case "set": return { t: "set", v: new Set(inner.map((one) => one.normalize("NFC"))) }
    case "list": return { t: "list", of: inner.of, v: inner.items.map(literal) }
    default: return fail("type")
  }
}

export function written(value) {
  if (value === null || typeof value !== "object") return value
  switch (value.t) {
    case "num": {
      const text = decimalText(value)
      return !text.includes(".") && abs(value.n) <= LARGEST ? Number(text) : { num: text }
    }
    case "money": return { money: [Number(value.n), value.c] }
    case "date": return { date: dayText(value.d) }
    case "instant": return { instant: value.v }
    case "set": return { set: [...value.v].sort(byCodePoint) }
    default: return { list: { of: value.of, items: value.v.map(written) } }
  }
}

export function decimalText({ n, s }) {
  const digits = String(abs(n)).padStart(s + 1, "0")
  const text = s ? `${digits.slice(0, -s)}.${digits.slice(-s)}`.replace(/\.?0+$/, "") : digits
  return n < 0n && text !== "0" ? `-${text}` : text
}

function number(text) {
  const [whole, part = ""] = text.split(".")
  return bounded(BigInt(whole + part), part.length)
}

const whole = (n) => ({ t: "num", n: BigInt(n), s: 0 })
const abs = (n) => (n < 0n ? -n : n)
const power = (places) => 10n ** BigInt(places)

function typeOf(value) {
  if (value === null) return "missing"
  if (typeof value === "boolean") return "bool"
  return typeof value === "string" ? "text" : value.t
}

function byCodePoint(a, b) {
  const left = [...a]
  const right = [...b]
  for (let at = 0; at < left.length && at < right.length; at++) {
    const apart = left[at].codePointAt(0) - right[at].codePointAt(0)
    if (apart) return Math.sign(apart)
  }
  return Math.sign(left.length - right.length)
}

// ---- numbers: exact, then 28 digits of which at most 28 after the point, half to even

function halfEven(n, by) {
  const size = abs(n)
  let found = size / by
  const twice = (size % by) * 2n
  if (twice > by || (twice === by && found % 2n)) found += 1n
  return n < 0n ? -found : found
}

function halfAway(n, by) {
  const found = (abs(n) * 2n + by) / (by * 2n)
  return n < 0n ? -found : found
}

function bounded(n, s) {
  if (!n) return { t: "num", n: 0n, s: 0 }
  const before = Math.max(String(abs(n)).length - s, 0)
  if (before > DIGITS) fail("range")
  const places = DIGITS - before
  if (s > places) {
    n = halfEven(n, power(s - places))
    s = places
    if (String(abs(n)).length - s > DIGITS) fail("range")
  }
  while (s && n % 10n === 0n) {
    n /= 10n
    s -= 1
  }
  return n ? { t: "num", n, s } : { t: "num", n: 0n, s: 0 }
}

function amount(n, c) {
  if (abs(n) > LARGEST) fail("range")
  return { t: "money", n, c }
}

function level(a, b) {
  const s = Math.max(a.s, b.s)
  return [a.n * power(s - a.s), b.n * power(s - b.s), s]
}

// ---- days

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const FIRST = civil(1, 1, 1)
const LAST = civil(9999, 12, 31)

function civil(year, month, day) {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

function parts(number) {
  const z = number + 719_468
  const era = Math.floor(z / 146_097)
  const ofEra = z - era * 146_097
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const shifted = Math.floor((5 * ofYear + 2) / 153)
  const month = shifted + (shifted < 10 ? 3 : -9)
  return [year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1]
}

function dayNumber(text) {
  const [, year, month, day] = DATE.exec(text)
  return civil(Number(year), Number(month), Number(day))
}

function dayText(number) {
  const [year, month, day] = parts(number)
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-")
}

function day(number) {
  if (number < FIRST || number > LAST) fail("range")
  return { t: "date", d: number }
}

// Monday is 0; 1970-01-01 was a Thursday.
const weekday = (number) => (((number + 3) % 7) + 7) % 7

function count(value, most) {
  if (value.s) fail("whole")
  if (abs(value.n) > BigInt(most)) fail("range")
  return Number(value.n)
}

function addMonths(number, months) {
  const [year, month, of] = parts(number)
  const at = year * 12 + month - 1 + months
  const y = Math.floor(at / 12)
  const m = at - y * 12 + 1
  if (y < 1 || y > 9999) fail("range")
  const last = m === 12 ? 31 : civil(y, m + 1, 1) - civil(y, m, 1)
  return day(civil(y, m, Math.min(of, last)))
}

function addBusinessDays(number, days, calendar) {
  if (days && !calendar.weekdays.size) fail("calendar")
  const step = days > 0 ? 1 : -1
  let left = Math.abs(days)
  let passed = 0
  while (left) {
    number = day(number + step).d
    passed += 1
    if (calendar.weekdays.has(weekday(number)) && !calendar.holidays.has(number)) left -= 1
    else if (passed > 10 * MOST_BUSINESS_DAYS) fail("calendar")
  }
  return day(number)
}

// ---- functions

function same(a, b) {
  if (typeOf(a) !== typeOf(b)) fail("type")
  if (a.t === "money" && a.c !== b.c) fail("currency")
  if (a.t === "list" && a.of !== b.of) fail("type")
}

function equal(a, b) {
  switch (typeOf(a)) {
    case "num": return a.n === b.n && a.s === b.s
    case "money": return a.n === b.n
    case "date": return a.d === b.d
    case "instant": return a.v === b.v
    case "set": return a.v.size === b.v.size && [...a.v].every((one) => b.v.has(one))
    case "list": return a.v.length === b.v.length && a.v.every((one, at) => sameKind(one, b.v[at]) && equal(one, b.v[at]))
    default: return a === b
  }
}

const sameKind = (a, b) => typeOf(a) === typeOf(b) && (a.t !== "money" || a.c === b.c)

function eq(given, a, b) {
  same(a, b)
  if (a.t === "list") given.spend(a.v.length)
  return equal(a, b)
}

function compared(a, b) {
  same(a, b)
  switch (typeOf(a)) {
    case "num": {
      const [left, right] = level(a, b)
      return left > right ? 1 : left < right ? -1 : 0
    }
    case "money": return a.n > b.n ? 1 : a.n < b.n ? -1 : 0
    case "date": return Math.sign(a.d - b.d)
    case "instant": return a.v > b.v ? 1 : a.v < b.v ? -1 : 0
    case "text": return byCodePoint(a, b)
    default: return fail("type")
  }
}

function add(a, b) {
  same(a, b)
  if (a.t === "num") {
    const [left, right, s] = level(a, b)
    return bounded(left + right, s)
  }
  return a.t === "money" ? amount(a.n + b.n, a.c) : fail("type")
}

function sub(given, a, b) {
  same(a, b)
  return a.t === "num" || a.t === "money" ? add(a, { ...b, n: -b.n }) : fail("type")
}

function mul(a, b) {
  if (b.t === "money" && a.t !== "money") [a, b] = [b, a]
  if (b.t !== "num") fail("type")
  if (a.t === "num") return bounded(a.n * b.n, a.s + b.s)
  return a.t === "money" ? amount(halfAway(a.n * b.n, power(b.s)), a.c) : fail("type")
}

function div(given, a, b) {
  if (a.t === "money" && b.t === "money") same(a, b)
  else if (b.t !== "num" || (a.t !== "money" && a.t !== "num")) fail("type")
  if (!b.n) fail("zero")
  // a / b = (a.n · 10^b.s) / (b.n · 10^a.s), with a positive divisor
  let upper = a.n * power(b.s ?? 0)
  let lower = b.n * power(a.s ?? 0)
  if (lower < 0n) [upper, lower] = [-upper, -lower]
  if (a.t === "money" && b.t === "num") return amount(halfAway(upper, lower), a.c)
  const found = halfEven(upper * power(12), lower)
  if (abs(found) >= power(DIGITS + 12)) fail("range")
  return bounded(found, 12)
}

function round(given, a, places = whole(0)) {
  if (a.t !== "num" || places.t !== "num") fail("type")
  const wanted = count(places, 12)
  if (wanted < 0) fail("range")
  return a.s > wanted ? bounded(halfAway(a.n, power(a.s - wanted)), wanted) : a
}

const chosen = (sign) => (given, ...values) => {
  const found = values.length === 1 && values[0].t === "list" ? values[0].v : values
  given.spend(found.length)
  if (!found.length) return null
  let best = found[0]
  if (["bool", "text", "set", "list"].includes(typeOf(best))) fail("type")
  for (const one of found.slice(1)) if (compared(one, best) * sign > 0) best = one
  return best
}

function has(given, a, b) {
  if (a.t === "set" && typeof b === "string") return a.v.has(b)
  if (a.t !== "list") fail("type")
  given.spend(a.v.length)
  if (typeOf(b) !== a.of) fail("type")
  return a.v.some((one) => sameKind(one, b) && equal(one, b))
}

const sets = (a, b) => a.t === "set" && b.t === "set" ? undefined : fail("type")
const texts = (...all) => all.every((one) => typeof one === "string") ? undefined : fail("type")
const is = (t, value) => (value.t === t ? value : fail("type"))

const FUNCTIONS = {
  not: (given, a) => (typeof a === "boolean" ? !a : fail("type")),
  eq,
  ne: (given, a, b) => !eq(given, a, b),
  lt: (given, a, b) => compared(a, b) < 0,
  le: (given, a, b) => compared(a, b) <= 0,
  gt: (given, a, b) => compared(a, b) > 0,
  ge: (given, a, b) => compared(a, b) >= 0,
  has,
  has_any: (given, a, b) => (sets(a, b), [...a.v].some((one) => b.v.has(one))),
  has_all: (given, a, b) => (sets(a, b), [...b.v].every((one) => a.v.has(one))),
  contains: (given, a, b) => (texts(a, b), a.includes(b)),
  starts: (given, a, b) => (texts(a, b), a.startsWith(b)),
  len: (given, a) => (texts(a), whole([...a].length)),
  add: (given, ...values) => values.reduce(add),
  sub,
  mul: (given, ...values) => values.reduce(mul),
  div,
  round,
  min: chosen(-1),
  max: chosen(1),
  add_days: (given, a, b) => {
    const from = is("date", a).d
    return day(from + count(is("num", b), MOST_DAYS))
  },
  add_months: (given, a, b) => {
    const from = is("date", a).d
    return addMonths(from, count(is("num", b), MOST_MONTHS))
  },
  add_business_days: (given, a, b) => {
    const from = is("date", a).d
    const days = count(is("num", b), MOST_BUSINESS_DAYS)
    given.spend(Math.abs(days))
    return addBusinessDays(from, days, given.calendar)
  },
  days_between: (given, a, b) => {
    const to = is("date", b).d
    return whole(to - is("date", a).d)
  },
}

function isEmpty(value) {
  return value === null || value === "" || (value.t === "set" && !value.v.size) || (value.t === "list" && !value.v.length)
}

function column(given, raw) {
  return typeof raw === "string" ? given.fields[raw] ?? null : run(raw, given)
}

// What sees its arguments one by one.
const LAZY = {
  field: ([name], given) => given.fields[name] ?? null,
  row: ([name], given) => given.row[name] ?? null,
  ctx: ([name], given) => given.ctx[name] ?? null,
  option([asked, attribute], given) {
    const value = run(asked, given)
    const options = given.options[asked[1]] ?? new Map()
    if (value === null) return null
    if (typeof value === "string") return options.get(value)?.[attribute] ?? null
    if (value.t !== "set") fail("type")
    given.spend(options.size)
    const found = [...options].filter(([one]) => value.v.has(one)).map(([, known]) => known[attribute] ?? null).filter((one) => one !== null)
    return found.length ? { t: "list", of: typeOf(found[0]), v: found } : null
  },
  and(all, given) {
    let result = true
    for (const raw of all) {
      const value = run(raw, given)
      if (value === false) return false
      if (value === null) result = null
      else if (value !== true) fail("type")
    }
    return result
  },
  or(all, given) {
    let result = false
    for (const raw of all) {
      const value = run(raw, given)
      if (value === true) return true
      if (value === null) result = null
      else if (value !== false) fail("type")
    }
    return result
  },
  if: ([test, then, otherwise], given) => run(holds(run(test, given)) ? then : otherwise, given),
  coalesce(all, given) {
    for (const raw of all) {
      const value = run(raw, given)
      if (value !== null) return value
    }
    return null
  },
  empty: ([asked], given) => isEmpty(run(asked, given)),
  filled: ([asked], given) => !isEmpty(run(asked, given)),
  count([asked], given) {
    const value = column(given, asked)
    if (value === null) return whole(0)
    if (value.t === "list") return whole(value.v.length)
    return value.t === "set" ? whole(value.v.size) : fail("type")
  },
  sum([asked], given) {
    const value = column(given, asked)
    if (value === null) return null
    if (value.t !== "list") fail("type")
    given.spend(value.v.length)
    if (value.of === "num") return value.v.reduce(add, whole(0))
    return value.v.length ? value.v.reduce(add) : null
  },
}

function run(raw, given) {
  if (!Array.isArray(raw)) return literal(raw)
  const [name, ...all] = raw
  if (Object.hasOwn(LAZY, name)) return LAZY[name](all, given)
  if (!Object.hasOwn(FUNCTIONS, name)) fail("type")
  const values = all.map((one) => run(one, given))
  return values.includes(null) ? null : FUNCTIONS[name](given, ...values)
}

export function holds(value) {
  return value === true || value === false || value === null ? value === true : fail("type")
}

// given: {fields, row, ctx, options: {field: [[value, {attribute: …}], …]}, calendar: {weekdays: [0 is Monday], holidays: [day texts]}}, all of it as
// JSON writes it
export function read(given = {}) {
  const values = (from = {}) => Object.assign(Object.create(null), mapped(from, literal))
  const calendar = given.calendar ?? { weekdays: [0, 1, 2, 3, 4], holidays: [] }
  return {
    fields: values(given.fields),
    row: values(given.row),
    ctx: values(given.ctx),
    options: Object.assign(Object.create(null), mapped(given.options ?? {}, (all) => new Map(all.map(([value, known]) => [value, values(known)])))),
    calendar: { weekdays: new Set(calendar.weekdays), holidays: new Set(calendar.holidays.map(dayNumber)) },
    spent: 0,
    spend(steps) {
      this.spent += steps
      if (this.spent > BUDGET) fail("budget")
    },
  }
}

const mapped = (from, change) => Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value)]))

// The value of an expression, null where it is missing; throws Failed with the server's code.
export function evaluate(raw, given) {
  given.spent = 0
  return run(raw, given)
}
