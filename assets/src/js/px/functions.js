// The functions of PX that see the values of all their arguments, none of them missing.
import { MOST_BUSINESS_DAYS, MOST_DAYS, MOST_MONTHS, addBusinessDays, addMonths, count, day } from "./days.js"
import { DIGITS, abs, amount, bounded, fail, halfAway, halfEven, level, power, whole } from "./numbers.js"
import { byCodePoint, typeOf } from "./values.js"

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

export function add(a, b) {
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

export const FUNCTIONS = {
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
