// Runs the browser's engine of PX outside of a browser: one JSON line {expr, given} in, one line {value} or {error} out.
import { createInterface } from "node:readline"
import { evaluate, read } from "./src/js/px/evaluate.js"
import { Failed } from "./src/js/px/numbers.js"
import { written } from "./src/js/px/values.js"

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { expr, given } = JSON.parse(line)
  let answer
  try {
    answer = { value: written(evaluate(expr, read(given))) }
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    answer = { error: error.code }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
