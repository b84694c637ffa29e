// Exact numbers and amounts of PX: 28 digits of which at most 28 after the point, half to even.

export const DIGITS = 28
export const LARGEST = 2n ** 53n - 1n

export class Failed extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

export const fail = (code) => {
  throw new Failed(code)
}

export const whole = (n) => ({ t: "num", n: BigInt(n), s: 0 })
export const abs = (n) => (n < 0n ? -n : n)
export const power = (places) => 10n ** BigInt(places)

export function number(text) {
  const [whole, part = ""] = text.split(".")
  return bounded(BigInt(whole + part), part.length)
}

export function decimalText({ n, s }) {
  const digits = String(abs(n)).padStart(s + 1, "0")
  const text = s ? `${digits.slice(0, -s)}.${digits.slice(-s)}`.replace(/\.?0+$/, "") : digits
  return n < 0n && text !== "0" ? `-${text}` : text
}

export function halfEven(n, by) {
  const size = abs(n)
  let found = size / by
  const twice = (size % by) * 2n
  if (twice > by || (twice === by && found % 2n)) found += 1n
  return n < 0n ? -found : found
}

export function halfAway(n, by) {
  const found = (abs(n) * 2n + by) / (by * 2n)
  return n < 0n ? -found : found
}

export function bounded(n, s) {
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

export function amount(n, c) {
  if (abs(n) > LARGEST) fail("range")
  return { t: "money", n, c }
}

export function level(a, b) {
  const s = Math.max(a.s, b.s)
  return [a.n * power(s - a.s), b.n * power(s - b.s), s]
}
