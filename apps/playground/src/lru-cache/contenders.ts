import { s3fifo } from '@plimsoll/lru-cache/s3-fifo'
import { wTinyLfu } from '@plimsoll/lru-cache/w-tinylfu'
import type { Contender } from './simulation.js'

/** The policies that are shown, by the name of what is handed in. */
export const contenders: readonly Contender[] = [
  { name: 'lru' },
  { name: 's3fifo', policy: s3fifo() },
  { name: 'wTinyLfu', policy: wTinyLfu() },
]
