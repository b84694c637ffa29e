// Days of PX, counted from 1970-01-01: the portal's calendar, never a zone.
import { abs, fail } from "./numbers.js"

export const MOST_DAYS = 1_000_000
export const MOST_MONTHS = 12_000
export const MOST_BUSINESS_DAYS = 3_660

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

export function dayNumber(text) {
  const [, year, month, day] = DATE.exec(text)
  return civil(Number(year), Number(month), Number(day))
}

export function dayText(number) {
  const [year, month, day] = parts(number)
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-")
}

export function day(number) {
  if (number < FIRST || number > LAST) fail("range")
  return { t: "date", d: number }
}

// Monday is 0; 1970-01-01 was a Thursday.
const weekday = (number) => (((number + 3) % 7) + 7) % 7

export function count(value, most) {
  if (value.s) fail("whole")
  if (abs(value.n) > BigInt(most)) fail("range")
  return Number(value.n)
}

export function addMonths(number, months) {
  const [year, month, of] = parts(number)
  const at = year * 12 + month - 1 + months
  const y = Math.floor(at / 12)
  const m = at - y * 12 + 1
  if (y < 1 || y > 9999) fail("range")
  const last = m === 12 ? 31 : civil(y, m + 1, 1) - civil(y, m, 1)
  return day(civil(y, m, Math.min(of, last)))
}

export function addBusinessDays(number, days, calendar) {
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
