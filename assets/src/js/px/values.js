// The values of PX and how JSON writes them.
import { dayNumber, dayText } from "./days.js"
import { LARGEST, abs, decimalText, fail, number } from "./numbers.js"

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

export function typeOf(value) {
  if (value === null) return "missing"
  if (typeof value === "boolean") return "bool"
  return typeof value === "string" ? "text" : value.t
}

export function byCodePoint(a, b) {
  const left = [...a]
  const right = [...b]
  for (let at = 0; at < left.length && at < right.length; at++) {
    const apart = left[at].codePointAt(0) - right[at].codePointAt(0)
    if (apart) return Math.sign(apart)
  }
  return Math.sign(left.length - right.length)
}
