// Runs the browser's engine of PX outside of a browser: one JSON line {expr, given} in, one line {value} or {error} out.
import { createInterface } from "node:readline"
import { Failed, evaluate, read, written } from "./src/js/parts/px.js"

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
