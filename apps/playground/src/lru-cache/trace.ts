import { lines } from '@plimsoll/streaming-processor'
import type { MadeTrace } from './made-traces.js'
import { type Request, requestsOf } from './request.js'

/** Requests from wherever they come, some hundreds at a time, so that a trace of any length is never held. */
export interface Trace {
  /** What is said of it. */
  readonly about: string
  /** Walks it from the start; `done` is the part that was read, from 0 to 1. */
  batches(): AsyncGenerator<{ readonly requests: readonly Request[]; readonly done: number }>
}

const batchSize = 1024

/** One that is made. */
export function made({ requests }: MadeTrace, about: string, length: number): Trace {
  return {
    about,
    async *batches() {
      let batch: Request[] = []
      let count = 0
      for (const request of requests(length)) {
        batch.push(request)
        count++
        if (batch.length < batchSize) continue
        yield { requests: batch, done: count / length }
        batch = []
      }
      yield { requests: batch, done: 1 }
    },
  }
}

/** One that was typed, or lies in a file: read line by line. */
export function written(source: Blob, about: string): Trace {
  return {
    about,
    async *batches() {
      let line = 0
      let read = 0
      for await (const batch of lines(source).batches({ size: 256 })) {
        const requests: Request[] = []
        for (const text of batch) {
          read += text.length + 1
          line++
          requests.push(...requestsOf(text, line))
        }
        yield { requests, done: Math.min(1, read / source.size) }
      }
    },
  }
}
