import { argv } from 'node:process'
import { fileSource } from '@plimsoll/streaming-processor/node'
import { sumUp } from './sum-up.mjs'

const { sums, report } = await sumUp(fileSource(argv[2]), ({ done, rate }) => {
  console.error(`${done} events, ${Math.round(rate)} a second`)
})
console.log(JSON.stringify({ ...sums, events: report.items }))
