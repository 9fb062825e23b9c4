import { describe, expect, it } from 'vitest'
import { crc32, type FileBackend, type LogRecord, RecordLog } from '../src/index.browser.js'
import { memoryFiles } from '../src/memory.js'
import { logOf, text, textsOf, told } from './text-log.js'

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
    ['times', () => RecordLog.open(memoryFiles(), 'log', { lockTimeoutMs: Number.NaN }), 'lockTimeoutMs NaN'],
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

  it('lists what was being written when it read what lies before', async () => {
    const log = await RecordLog.open(memoryFiles(), 'log')
    const first = await log.append(text('first'))
    let goOn = () => {}
    let begun = () => {}
    const gate = new Promise<void>(resolve => {
      goOn = resolve
    })
    const half = new Promise<void>(resolve => {
      begun = resolve
    })
    async function* parts() {
      yield new Uint8Array(100)
      begun()
      await gate
    }
    const appending = log.append(parts())
    await half
    const records = log.records()
    expect((await records.next()).value).toEqual(first)
    goOn()
    const second = await appending
    expect([(await records.next()).value, (await records.next()).done]).toEqual([second, true])
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
