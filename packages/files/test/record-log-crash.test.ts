import { describe, expect, it } from 'vitest'
import { crc32, type FileBackend, type LogRecord, RecordLog } from '../src/index.browser.js'
import { memoryFiles } from '../src/memory.js'
import { logOf, text, textsOf, told } from './text-log.js'

async function overwrite(files: FileBackend, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await files.open('log')
  await file.writeAt(bytes, offset)
  await file.close()
}

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
    await logOf(files)
    const whole = new Uint8Array(32)
    await (await files.open('log')).readAt(whole, 0)
    const parts = [7, 8, 15, 30].map(length => whole.slice().fill(0, length))
    for (const begun of [new Uint8Array(0), new Uint8Array(32), text('PLIMSLOG'), whole.subarray(0, 30), ...parts]) {
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

  it.each([
    ['shorter than a header', 'my precious notes'],
    ['as long as a header', 'notes of thirty-two bytes in all'],
    ['longer', 'notes of thirty-two bytes, and a little more'],
    ['the mark of a log, and something else', 'PLIMSLOGbook'],
    ['zeros, and something behind them', '\0'.repeat(28).concat('note')],
  ])('leaves a file alone that is no log: %s', async (_, content) => {
    const files = memoryFiles()
    const file = await files.open('log', { create: true })
    await file.writeAt(text(content), 0)
    await expect(RecordLog.open(files, 'log')).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_DAMAGED' })
    const into = new Uint8Array(100)
    expect(told(into.subarray(0, await file.readAt(into, 0)))).toBe(content)
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
