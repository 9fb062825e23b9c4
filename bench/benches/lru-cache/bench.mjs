import { browserRows } from './browser-rows.mjs'
import { bundleRows } from './bundle-rows.mjs'
import { hitRatioRows } from './hit-ratio-rows.mjs'
import { memoryRows } from './memory-rows.mjs'
import { setBytesRows } from './set-bytes-rows.mjs'
import { speedRows } from './speed-rows.mjs'

export const benches = {
  ...speedRows,
  ...browserRows,
  ...memoryRows,
  ...setBytesRows,
  ...hitRatioRows,
  ...bundleRows,
}
