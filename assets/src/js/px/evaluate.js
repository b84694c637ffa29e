// PX, the expression language, in the browser: the same results as portal_config/expressions, step by step; both pass one file of vectors.
// What arrives here was checked by the server. Values: true and false, text, null for missing, and objects with a type t:
//   num {n: BigInt, s: digits after the point} · money {n: BigInt, c: currency} · date {d: days since 1970-01-01} · instant {v: text} · set {v: Set}
//   list {of, v: []}
import { dayNumber } from "./days.js"
import { FUNCTIONS, add } from "./functions.js"
import { fail, whole } from "./numbers.js"
import { literal, typeOf } from "./values.js"

const BUDGET = 20_000

function isEmpty(value) {
  return value === null || value === "" || (value.t === "set" && !value.v.size) || (value.t === "list" && !value.v.length)
}

function column(given, raw) {
  return typeof raw === "string" ? given.fields[raw] ?? null : run(raw, given)
}

// and (no decides), or (yes decides): the first decisive part ends it, then a missing one makes the whole missing.
const joined = (decisive) => (all, given) => {
  let result = !decisive
  for (const raw of all) {
    const value = run(raw, given)
    if (value === decisive) return decisive
    if (value === null) result = null
    else if (typeof value !== "boolean") fail("type")
  }
  return result
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
  and: joined(false),
  or: joined(true),
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
