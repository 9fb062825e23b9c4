import { createReadStream, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  byteLines,
  bytes,
  chunks,
  lines,
  mapConcurrent,
  process as processChunks,
  records,
} from '@plimsoll/streaming-processor'
import { fileSource } from '@plimsoll/streaming-processor/node'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder = ''
let path = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-open-'))
  path = join(folder, 'numbers.ndjson')
  await writeFile(path, Array.from({ length: 5000 }, (_, at) => `{"number":${at}}\n`).join(''))
})
afterAll(() => rm(folder, { recursive: true }))

/** How often this process has the file open. */
const handles = () =>
  readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false // the folder's own, closed by now
    }
  }).length

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

type Settings = { readonly signal?: AbortSignal }
const blockBytes = 1024
const file = () => fileSource(path)
const stream = () => createReadStream(path, { highWaterMark: blockBytes })

/** Whatever reads a file, by itself. */
const readings = {
  lines: () => lines(file(), { blockBytes }),
  'lines of a stream': () => lines(stream()),
  'batches of lines': () => lines(file(), { blockBytes }).batches(),
  'lines as bytes': () => byteLines(file(), { blockBytes }),
  records: () => records(file(), { blockBytes }),
  'batches of records': () => records(file(), { blockBytes }).batches({ size: 50 }),
  bytes: () => bytes(file(), { blockBytes }),
  'bytes of a stream': () => bytes(stream()),
  'chunks of lines': () => chunks(lines(file(), { blockBytes }), { size: 50 }),
  'chunks of bytes': () => chunks(bytes(stream()), { maxBytes: 3000 }),
  'a stream': () => stream() as AsyncIterable<unknown>,
}

/** What reads on while nobody asks. */
const runs = {
  'a map': (source: AsyncIterable<unknown>, fn: (item: unknown) => unknown, settings: Settings) =>
    mapConcurrent(source, fn, settings),
  'a map of a map': (source: AsyncIterable<unknown>, fn: (item: unknown) => unknown, settings: Settings) =>
    mapConcurrent(
      mapConcurrent(source, async item => item),
      fn,
      settings,
    ),
  'a run': (source: AsyncIterable<unknown>, fn: (item: unknown) => unknown, settings: Settings) =>
    processChunks(source, fn, { size: 7, concurrency: 2, ...settings }),
}

const signalled = {
  lines: (settings: Settings) => lines(file(), { blockBytes, ...settings }),
  'lines of a stream': (settings: Settings) => lines(stream(), settings),
  records: (settings: Settings) => records(file(), { blockBytes, ...settings }).batches(),
  bytes: (settings: Settings) => bytes(file(), { blockBytes, ...settings }),
  'bytes of a stream': (settings: Settings) => bytes(stream(), settings),
}

const nameOf = <Kinds extends object>(kinds: Kinds) => fc.constantFrom(...(Object.keys(kinds) as (keyof Kinds)[]))
const counts = fc.nat(40)

describe.runIf(process.platform === 'linux')('A file that is read on while its reader works', () => {
  it('is closed when the loop goes on behind a break or an error', async () => {
    const ends = fc.constantFrom('break', 'throw', 'fail' as const)
    await fc.assert(
      fc.asyncProperty(nameOf(readings), nameOf(runs), ends, counts, async (reading, run, end, count) => {
        let calls = 0
        const fn = async (item: unknown) => {
          if (calls++ === count && end === 'fail') throw new Error(end)
          return item
        }
        let taken = 0
        const failed = await (async () => {
          for await (const _ of runs[run](readings[reading](), fn, {})) {
            if (taken++ < count) continue
            if (end === 'throw') throw new Error(end)
            if (end === 'break') break
          }
        })().catch(error => error)
        expect([failed === undefined || end !== 'break', handles()]).toEqual([true, 0])
      }),
      { numRuns: 200 },
    )
  })

  it('is closed when an abort is told, and when a return in the middle of a read has answered', async () => {
    const ends = fc.constantFrom('abort', 'return' as const)
    await fc.assert(
      fc.asyncProperty(nameOf(readings), nameOf(runs), ends, counts, async (reading, run, end, turns) => {
        const abort = new AbortController()
        const results = runs[run](readings[reading](), async item => item, { signal: abort.signal })
        const reads = (async () => {
          while (!(await results.next()).done);
        })().catch(error => error)
        for (let left = turns; left > 0; left--) await turn()
        if (end === 'abort') abort.abort('enough')
        else await results.return?.()
        if (end === 'return') expect(handles()).toBe(0)
        await reads
        expect(handles()).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('is closed when its own signal is told', async () => {
    await fc.assert(
      fc.asyncProperty(nameOf(signalled), counts, async (reading, turns) => {
        const abort = new AbortController()
        const reads = (async () => {
          for await (const _ of signalled[reading]({ signal: abort.signal }));
        })().catch(error => error)
        for (let left = turns; left > 0; left--) await turn()
        abort.abort('enough')
        await reads
        expect(handles()).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})
