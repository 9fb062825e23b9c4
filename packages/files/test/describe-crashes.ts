import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FileBackend, type FilesError, type LogRecord, Manifest, RecordLog } from '../src/index.browser.js'
import { FaultyDisk, PowerCut } from './faulty-disk.js'

const name = 'runs/a.log'

// Told apart by their first four bytes; the rest follows from those.
function payloadOf(number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).map((_, at) => (number * 31 + at) & 255)
  new DataView(bytes.buffer).setUint32(0, number, true)
  return bytes
}

const numberOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)

/** All records of a log, by their numbers, once each was compared with what was appended. */
async function numbersOf(log: RecordLog, lengths: ReadonlyMap<number, number>): Promise<number[]> {
  const found: number[] = []
  for await (const record of log.records()) {
    const bytes = await log.read(record)
    const number = numberOf(bytes)
    expect(bytes).toEqual(payloadOf(number, lengths.get(number) ?? -1))
    found.push(number)
  }
  return found
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), bytes: fc.nat(150), parts: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stream' as const), bytes: fc.nat(300) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
)
const life = fc.record({
  steps: fc.array(step, { maxLength: 12 }),
  calls: fc.nat(25),
  kind: fc.constantFrom('kill' as const, 'power cut' as const),
  seed: fc.integer(),
})
// fast-check prefers the ends of a range, which would lose all or nothing ("mulberry32", after Tommy Ettinger).
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const oneAtATime = fc.boolean()

async function* streamed(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
}

const cutIn = (bytes: Uint8Array, parts: number) =>
  Array.from({ length: parts + 1 }, (_, at) =>
    bytes.subarray(Math.floor((at * bytes.length) / (parts + 1)), Math.floor(((at + 1) * bytes.length) / (parts + 1))),
  )

/** What logs and manifests promise on a disk that fails. `create` answers an empty backend. */
export function describeCrashes(backend: string, runs: number, create: () => Promise<FileBackend>): void {
  describe(`a log on ${backend} whose machine goes down between any two calls, or in one`, () => {
    it('opens with all that was reported, in order, and says what it dropped', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), oneAtATime, async (lives, waits) => {
          const files = await create()
          const lengths = new Map<number, number>()
          // What must be there, and in which order all was appended.
          let promised: number[] = []
          let last = 0
          for (const { steps, calls, kind, seed } of lives) {
            const disk = new FaultyDisk(files)
            disk.callsLeft = calls + 1
            const reported: number[] = []
            let flushed: number[] = []
            try {
              const log = await RecordLog.open(disk.files, name)
              const before = await numbersOf(log, lengths)
              expect(before).toEqual(expect.arrayContaining(promised))
              expect(before).toEqual([...before].sort((a, b) => a - b))
              expect(log.recovery.records).toBe(before.length)
              // What was found at a start has outlasted what came before.
              promised = before
              reported.push(...before)
              const waiting: Promise<void>[] = []
              for (const next of steps) {
                if (next.do === 'flush') {
                  const before = last
                  const flushing = log.flush().then(() => {
                    flushed = reported.filter(number => number <= before)
                  })
                  if (waits) await flushing
                  else waiting.push(flushing)
                  continue
                }
                const number = ++last
                lengths.set(number, next.bytes)
                const bytes = payloadOf(number, next.bytes)
                const payload = next.do === 'stream' ? streamed(bytes) : cutIn(bytes, next.parts)
                const appending = log.append(payload).then(() => {
                  reported.push(number)
                })
                if (waits) await appending
                else waiting.push(appending)
              }
              for (const { status, reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[]) {
                if (status === 'rejected' && !isPowerCut(reason)) throw reason
              }
            } catch (error) {
              if (!isPowerCut(error)) throw error
            }
            await disk.crash({ kind, chance: dice(seed) })
            promised = [...new Set([...promised, ...(kind === 'kill' ? reported : flushed)])]
          }
          const size = (await files.list(name))[0]?.size ?? 0
          const log = await RecordLog.open(files, name)
          const found = await numbersOf(log, lengths)
          expect(found).toEqual(expect.arrayContaining(promised))
          expect(found).toEqual([...found].sort((a, b) => a - b))
          await expectAllTold(log, size)
          await log.close()
          const again = await RecordLog.open(files, name, { verify: 'tail' })
          expect(again.recovery.records).toBeGreaterThanOrEqual(found.length)
          expect(again.recovery.dropped.filter(({ reason }) => reason === 'torn')).toEqual([])
          await again.close()
        }),
        { numRuns: runs },
      )
    })
  })

  describe(`a manifest on ${backend} whose machine goes down between any two calls, or in one`, () => {
    it('holds the old content or the new', async () => {
      const lives = fc.array(
        fc.record({
          sizes: fc.array(fc.nat(200), { maxLength: 5 }),
          calls: fc.nat(18),
          kind: fc.constantFrom('kill' as const, 'power cut' as const),
          seed: fc.integer(),
        }),
        { minLength: 1, maxLength: 4 },
      )
      await fc.assert(
        fc.asyncProperty(lives, async all => {
          const files = await create()
          let number = 0
          // What it may hold: what was reported last, or what was being written.
          let allowed: Uint8Array[] = [new Uint8Array(0)]
          for (const { sizes, calls, kind, seed } of all) {
            const disk = new FaultyDisk(files)
            disk.callsLeft = calls + 1
            try {
              const manifest = await Manifest.open(disk.files, 'state')
              expect(allowed).toContainEqual(manifest.content)
              allowed = [manifest.content]
              for (const size of sizes) {
                const content = payloadOf(++number, size)
                allowed.push(content)
                await manifest.replace(content)
                allowed = [content]
              }
            } catch (error) {
              if (!isPowerCut(error)) throw error
            }
            await disk.crash({ kind, chance: dice(seed) })
          }
          const manifest = await Manifest.open(files, 'state')
          expect(allowed).toContainEqual(manifest.content)
          await manifest.close()
        }),
        { numRuns: runs },
      )
    })
  })

  describe(`a log on ${backend} whose disk fills up at any byte`, () => {
    it('refuses the record, keeps the others, and goes on when there is room', async () => {
      for (let room = 0; room <= 190; room += backend === 'memory' ? 1 : 19) {
        const files = await create()
        const disk = new FaultyDisk(files)
        const log = await RecordLog.open(disk.files, name)
        disk.roomBytes = room
        const kept: LogRecord[] = []
        for (const length of [10, 40, 5, 60, 0]) {
          const appended = await log.append([payloadOf(length, length)]).catch((error: FilesError) => error)
          if ('offset' in appended) kept.push(appended)
          else expect(appended).toMatchObject({ code: 'FILES_FULL', neededBytes: expect.any(Number) })
        }
        disk.roomBytes = Number.POSITIVE_INFINITY
        kept.push(await log.append(payloadOf(99, 70)))
        await log.close()
        await disk.crash({ kind: 'kill', chance: () => 0 })
        const again = await RecordLog.open(files, name)
        expect(again.recovery).toEqual({ records: kept.length, dropped: [] })
        expect(await all(again)).toEqual(kept)
        await again.close()
      }
    })
  })

  describe(`a log on ${backend} whose disk refuses`, () => {
    it('appends no more after a flush that failed, until it is opened again', async () => {
      const files = await create()
      const disk = new FaultyDisk(files)
      const log = await RecordLog.open(disk.files, name)
      await log.append(payloadOf(1, 5))
      disk.flushing = new Error('i/o error')
      await expect(log.flush()).rejects.toThrow('i/o error')
      for (const use of [() => log.append(payloadOf(2, 5)), () => log.flush()]) {
        await expect(use()).rejects.toMatchObject({ code: 'FILES_FAILED', cause: { message: 'i/o error' } })
      }
      await log.close()
      await disk.crash({ kind: 'kill', chance: () => 0 })
      const again = await RecordLog.open(files, name)
      expect(again.recovery).toEqual({ records: 1, dropped: [] })
      await again.close()
    })

    it('appends no more where it could not take back half a record', async () => {
      const files = await create()
      const disk = new FaultyDisk(files)
      const log = await RecordLog.open(disk.files, name)
      await log.append(payloadOf(1, 5))
      disk.roomBytes = 30
      disk.refusesTruncate = true
      const refused = [log.append(payloadOf(2, 50)), log.append(new Uint8Array(70_000)), log.append(payloadOf(3, 5))]
      for (const { status } of await Promise.allSettled(refused)) expect(status).toBe('rejected')
      disk.roomBytes = Number.POSITIVE_INFINITY
      await expect(log.append(payloadOf(4, 5))).rejects.toMatchObject({ code: 'FILES_FAILED' })
      await log.close()
      await disk.crash({ kind: 'kill', chance: () => 0 })
      const again = await RecordLog.open(files, name)
      expect(again.recovery).toEqual({ records: 1, dropped: [{ offset: 72, bytes: 30, reason: 'torn' }] })
      await again.close()
    })

    it('holds the former content of a manifest that could not be replaced', async () => {
      const files = await create()
      const disk = new FaultyDisk(files)
      const manifest = await Manifest.open(disk.files, 'state')
      await manifest.replace(payloadOf(1, 5))
      disk.roomBytes = 20
      await expect(manifest.replace(payloadOf(2, 50))).rejects.toMatchObject({ code: 'FILES_FULL' })
      expect([manifest.content, manifest.sequence]).toEqual([payloadOf(1, 5), 1])
      await manifest.close()
      await disk.crash({ kind: 'kill', chance: () => 0 })
      const again = await Manifest.open(files, 'state')
      expect([again.content, again.recovery]).toEqual([payloadOf(1, 5), { droppedBytes: 32 }])
      await again.replace(payloadOf(3, 5))
      expect([again.content, again.sequence]).toEqual([payloadOf(3, 5), 2])
      await again.close()
    })
  })
}

function isPowerCut(error: unknown): boolean {
  return error instanceof PowerCut || ((error as Error)?.cause !== undefined && isPowerCut((error as Error).cause))
}

async function all(log: RecordLog): Promise<LogRecord[]> {
  const found: LogRecord[] = []
  for await (const record of log.records()) found.push(record)
  return found
}

/** Each byte of the file, as it was before, belongs to a record or was told as dropped. */
async function expectAllTold(log: RecordLog, size: number): Promise<void> {
  const spans = (await all(log)).map(({ offset, bytes }) => ({ offset, end: Math.ceil((offset + 24 + bytes) / 8) * 8 }))
  for (const { offset, bytes } of log.recovery.dropped) spans.push({ offset, end: offset + bytes })
  let at = size <= 32 ? Math.min(size, 32) : 32
  for (const { offset, end } of spans.sort((a, b) => a.offset - b.offset)) {
    expect(offset).toBe(at)
    at = end
  }
  // The last record may be whole without the zeros that fill it up.
  expect(at - size).toBeLessThan(8)
  expect(at).toBeGreaterThanOrEqual(size)
}
