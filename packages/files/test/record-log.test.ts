import { describe, expect, it } from 'vitest'
import { crc32, type FileBackend, type LogRecord, RecordLog } from '../src/index.browser.js'
import { memoryFiles } from '../src/memory.js'

const text = (content: string) => new TextEncoder().encode(content)
const told = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

async function textsOf(log: RecordLog): Promise<string[]> {
  const found: string[] = []
  for await (const record of log.records()) found.push(told(await log.read(record)))
  return found
}

/** A log of these records, closed. */
async function logOf(files: FileBackend, ...texts: readonly string[]): Promise<LogRecord[]> {
  const log = await RecordLog.open(files, 'log')
  const records = await Promise.all(texts.map(each => log.append(text(each))))
  await log.close()
  return records
}

async function overwrite(files: FileBackend, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await files.open('log')
  await file.writeAt(bytes, offset)
  await file.close()
}

describe('RecordLog', () => {
  it('gives back what was appended, by place and in order, also when it is opened again', async () => {
    const files = memoryFiles()
    const log = await RecordLog.open(files, 'runs/log')
    const first = await log.append(text('first'), { type: 7 })
    const second = await log.append([text('sec'), text(''), text('ond')])
    expect(first).toEqual({ offset: 32, type: 7, bytes: 5, checksum: crc32(text('first')) })
    expect(second).toEqual({ offset: 64, type: 0, bytes: 6, checksum: crc32(text('second')) })
    expect([told(await log.read(second)), told(await log.read(first.offset)), log.end]).toEqual(['second', 'first', 96])
    await log.close()
    const again = await RecordLog.open(files, 'runs/log')
    expect(again.recovery).toEqual({ records: 2, dropped: [] })
    expect(await textsOf(again)).toEqual(['first', 'second'])
    await again.append(text('third'))
    expect(await textsOf(again)).toEqual(['first', 'second', 'third'])
    await again.close()
  })

  it('appends what is larger than memory should hold from a stream', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    async function* parts() {
      for (let at = 0; at < 5; at++) yield new Uint8Array(30_000).fill(at)
    }
    const record = await log.append(parts())
    const whole = new Uint8Array(150_000).map((_, at) => Math.floor(at / 30_000))
    expect([record.bytes, record.checksum, log.end]).toEqual([150_000, crc32(whole), 150_056])
    expect(crc32(await log.read(record))).toBe(crc32(whole))
  })

  it('makes a part that is a function while the one before it is being written', async () => {
    const files = memoryFiles()
    const calls: string[] = []
    const open: FileBackend['open'] = async (name, options) => {
      const file = await files.open(name, options)
      return Object.assign(Object.create(file), {
        name,
        size: () => file.size(),
        readAt: (into: Uint8Array, offset: number) => file.readAt(into, offset),
        flush: () => file.flush(),
        truncate: (size: number) => file.truncate(size),
        close: () => file.close(),
        async writeAt(bytes: Uint8Array, offset: number) {
          calls.push(`write ${bytes.length}`)
          await file.writeAt(bytes, offset)
          calls.push(`wrote ${bytes.length}`)
        },
      })
    }
    const log = await RecordLog.open({ ...files, open, lock: (name, options) => files.lock(name, options) }, 'log')
    calls.length = 0
    const sum = () => {
      calls.push('sum')
      return text('sum')
    }
    const record = await log.append([text('values'), sum])
    expect(calls).toEqual(['write 6', 'sum', 'wrote 6', 'write 3', 'wrote 3', 'write 24', 'wrote 24'])
    expect(told(await log.read(record))).toBe('valuessum')
    const broken = () => {
      throw new Error('no sum')
    }
    await expect(log.append([text('values'), broken])).rejects.toThrow('no sum')
    await expect(log.append([() => 'text' as never])).rejects.toMatchObject({ code: 'FILES_INVALID_BYTES' })
    expect([log.end, await textsOf(log)]).toEqual([72, ['valuessum']])
  })

  it('reads a part of a record, and into memory of the caller', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    const record = await log.append(text('0123456789'))
    await log.append(text('behind'))
    const into = new Uint8Array(4)
    expect([await log.readAt(record, into, 3), told(into)]).toEqual([4, '3456'])
    expect([await log.readAt(record.offset, into, 8), told(into)]).toEqual([2, '8956'])
    expect([await log.readAt(record, into, 10), await log.readAt(record, into, 99)]).toEqual([0, 0])
    const room = new Uint8Array(12).fill(46)
    const read = await log.read(record, room)
    expect([read.buffer === room.buffer, told(read), told(room)]).toEqual([true, '0123456789', '0123456789..'])
    await expect(log.read(record, into)).rejects.toMatchObject({ code: 'FILES_INVALID_RANGE' })
  })

  it('keeps the order of calls that do not wait, small and large', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    const lengths = [3, 100_000, 5, 60_000, 60_000, 60_000, 60_000, 60_000, 0, 70_000]
    const records = await Promise.all(lengths.map((length, at) => log.append(new Uint8Array(length).fill(at))))
    const found: LogRecord[] = []
    for await (const record of log.records()) found.push(record)
    expect(found).toEqual(records)
    expect(found.map(({ bytes }) => bytes)).toEqual(lengths)
  })

  it('is open for writing once, and for reading as it was when it was opened', async () => {
    const files = memoryFiles()
    await logOf(files, 'first')
    const log = await RecordLog.open(files, 'log')
    const refused = RecordLog.open(files, 'log', { lockTimeoutMs: 0 })
    await expect(refused).rejects.toMatchObject({ code: 'FILES_LOCKED' })
    const reader = await RecordLog.open(files, 'log', { readOnly: true })
    await log.append(text('second'))
    expect([await textsOf(log), await textsOf(reader)]).toEqual([['first', 'second'], ['first']])
    for (const use of [() => reader.append(text('x')), () => reader.flush()]) {
      await expect(use()).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
    }
    await Promise.all([log.close(), reader.close(), log.close()])
    await expect(log.append(text('x'))).rejects.toMatchObject({ code: 'FILES_CLOSED' })
    await (await RecordLog.open(files, 'log', { lockTimeoutMs: 0 })).close()
  })

  it.each([
    ['options', () => RecordLog.open(memoryFiles(), 'log', 'all' as never), 'RecordLog.open was given "all"'],
    ['verify', () => RecordLog.open(memoryFiles(), 'log', { verify: 'none' as never }), 'verify "none"'],
    ['names', () => RecordLog.open(memoryFiles(), 'log', { readonly: true } as never), 'no option "readonly"'],
  ])('refuses %s that are none', async (_, open, message) => {
    const refused = open()
    await expect(refused).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
    await expect(refused).rejects.toThrow(message)
  })

  it('refuses payloads and types that are none, and stays as it was', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    for (const bad of ['text', undefined, [1], [text('a'), 'b'], new ArrayBuffer(4), {}]) {
      await expect(log.append(bad as never)).rejects.toMatchObject({ code: 'FILES_INVALID_BYTES' })
    }
    async function* broken() {
      yield text('half')
      yield 'text' as never
    }
    await expect(log.append(broken())).rejects.toMatchObject({ code: 'FILES_INVALID_BYTES' })
    for (const type of [-1, 0.5, 2 ** 32, '1', null]) {
      await expect(log.append(text('a'), { type } as never)).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
    }
    expect([log.end, await textsOf(log)]).toEqual([32, []])
    await log.append(text('good'))
    expect(await textsOf(log)).toEqual(['good'])
  })

  it('refuses places at which no record begins', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    await log.append(text('first'))
    for (const offset of [0, 40, 64, 2 ** 40]) {
      await expect(log.read(offset)).rejects.toMatchObject({ code: 'FILES_INVALID_POSITION' })
    }
    await expect(log.read(-1)).rejects.toMatchObject({ code: 'FILES_INVALID_RANGE' })
  })
})

describe('RecordLog after a crash', () => {
  it('drops half a record at the end, and goes on where the last whole one ends', async () => {
    const files = memoryFiles()
    const [, second] = (await logOf(files, 'first', 'second')) as [LogRecord, LogRecord]
    const file = await files.open('log')
    await file.truncate(second.offset + 27)
    const log = await RecordLog.open(files, 'log')
    const dropped = [{ offset: second.offset, bytes: 27, reason: 'torn' }]
    expect(log.recovery).toEqual({ records: 1, dropped })
    expect([await file.size(), await textsOf(log)]).toEqual([second.offset, ['first']])
    await log.close()
  })

  it('lists what was appended where something torn was cut off', async () => {
    const files = memoryFiles()
    const [first, second] = (await logOf(files, 'first', 'second')) as [LogRecord, LogRecord]
    const file = await files.open('log')
    await file.truncate(second.offset + 27)
    const log = await RecordLog.open(files, 'log')
    const third = await log.append(text('third'))
    const found: LogRecord[] = []
    for await (const record of log.records()) found.push(record)
    expect([third.offset, found]).toEqual([second.offset, [first, third]])
    await log.close()
  })

  it('keeps what is whole behind what is damaged, and tells it each time', async () => {
    const files = memoryFiles()
    const [first, second] = (await logOf(files, 'first', 'second', 'third')) as [LogRecord, LogRecord]
    await overwrite(files, first.offset + 24, text('F'))
    await overwrite(files, second.offset, text('????'))
    for (let times = 0; times < 2; times++) {
      const log = await RecordLog.open(files, 'log')
      const dropped = [{ offset: 32, bytes: 64, reason: 'damaged' }]
      expect([log.recovery, await textsOf(log)]).toEqual([{ records: 1, dropped }, ['third']])
      await log.close()
    }
  })

  it('looks at the last payloads alone when told so, and finds the others when they are read', async () => {
    const files = memoryFiles()
    const [first, , third] = (await logOf(files, 'first', 'second', 'third')) as [LogRecord, LogRecord, LogRecord]
    await overwrite(files, first.offset + 24, text('F'))
    await overwrite(files, third.offset + 24, text('T'))
    const log = await RecordLog.open(files, 'log', { verify: 'tail' })
    const dropped = [{ offset: third.offset, bytes: 29 + 3, reason: 'torn' }]
    expect(log.recovery).toEqual({ records: 2, dropped })
    await expect(log.read(first)).rejects.toMatchObject({ code: 'FILES_DAMAGED' })
    await log.close()
  })

  it('takes no copy of a log inside of a record for records', async () => {
    const files = memoryFiles()
    await logOf(files, 'first', 'second')
    const file = await files.open('log')
    const copy = new Uint8Array(await file.size())
    await file.readAt(copy, 0)
    const log = await RecordLog.open(files, 'log')
    const record = await log.append(copy)
    await log.append(text('last'))
    await log.close()
    await overwrite(files, record.offset, text('????'))
    const again = await RecordLog.open(files, 'log')
    expect(await textsOf(again)).toEqual(['first', 'second', 'last'])
    await again.close()
  })

  it('begins anew where its first bytes were being written, and refuses a file that is no log', async () => {
    const files = memoryFiles()
    for (const begun of [new Uint8Array(0), new Uint8Array(32), text('PLIMSLOG')]) {
      const file = await files.open('log', { create: true })
      await file.truncate(0)
      await file.writeAt(begun, 0)
      const log = await RecordLog.open(files, 'log')
      await log.append(text('first'))
      expect([log.recovery, await textsOf(log)]).toEqual([{ records: 0, dropped: [] }, ['first']])
      await log.close()
    }
    await overwrite(files, 0, text('something else'))
    await expect(RecordLog.open(files, 'log')).rejects.toMatchObject({ code: 'FILES_DAMAGED' })
    await expect(RecordLog.open(files, 'log', { readOnly: true })).rejects.toMatchObject({ code: 'FILES_DAMAGED' })
    await expect(RecordLog.open(files, 'none', { readOnly: true })).rejects.toMatchObject({ code: 'FILES_NOT_FOUND' })
  })

  it('refuses a log of another version, and leaves it alone', async () => {
    const files = memoryFiles()
    await logOf(files, 'first')
    const header = new Uint8Array(32)
    const file = await files.open('log')
    await file.readAt(header, 0)
    const view = new DataView(header.buffer)
    view.setUint32(8, 2, true)
    view.setUint32(28, crc32(header.subarray(0, 28)), true)
    await file.writeAt(header, 0)
    await expect(RecordLog.open(files, 'log')).rejects.toMatchObject({ code: 'FILES_UNKNOWN_VERSION' })
    expect(await file.size()).toBe(64)
  })
})
