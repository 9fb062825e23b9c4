import { describe, expect, it } from 'vitest'
import { Manifest, RecordLog } from '../src/index.browser.js'
import { memoryFiles } from '../src/memory.js'

const text = (content: string) => new TextEncoder().encode(content)
const told = ({ content }: Manifest) => new TextDecoder().decode(content)

describe('Manifest', () => {
  it('is empty at first, and holds what replaced it last, also when it is opened again', async () => {
    const files = memoryFiles()
    const manifest = await Manifest.open(files, 'runs/state')
    expect([manifest.content.length, manifest.sequence, manifest.recovery]).toEqual([0, 0, { droppedBytes: 0 }])
    await Promise.all([manifest.replace(text('a long one')), manifest.replace(text('short'))])
    await manifest.close()
    const again = await Manifest.open(files, 'runs/state')
    expect([told(again), again.sequence]).toEqual(['short', 2])
    await again.close()
    expect((await files.list()).map(({ name }) => name)).toEqual(['runs/state.a', 'runs/state.b'])
  })

  it('is not changed by what becomes of the bytes that were given', async () => {
    const manifest = await Manifest.open(memoryFiles(), 'state')
    const bytes = text('mine')
    const replacing = manifest.replace(bytes)
    bytes.fill(0)
    await replacing
    expect(told(manifest)).toBe('mine')
  })

  it('waits for its lock no longer than a signal lets it', async () => {
    const files = memoryFiles()
    const manifest = await Manifest.open(files, 'state')
    const controller = new AbortController()
    const waiting = Manifest.open(files, 'state', { lockTimeoutMs: 2 ** 30, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await manifest.close()
    await (await Manifest.open(files, 'state', { lockTimeoutMs: 0 })).close()
  })

  it('is open for writing once, and for reading meanwhile', async () => {
    const files = memoryFiles()
    const manifest = await Manifest.open(files, 'state')
    await manifest.replace(text('one'))
    await expect(Manifest.open(files, 'state', { lockTimeoutMs: 0 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
    const reader = await Manifest.open(files, 'state', { readOnly: true })
    expect(told(reader)).toBe('one')
    await expect(reader.replace(text('two'))).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
    await manifest.close()
    await expect(manifest.replace(text('two'))).rejects.toMatchObject({ code: 'FILES_CLOSED' })
    const next = await Manifest.open(files, 'state', { lockTimeoutMs: 0 })
    await expect(next.replace('two' as never)).rejects.toMatchObject({ code: 'FILES_INVALID_BYTES' })
    expect([told(next), next.sequence]).toEqual(['one', 1])
  })

  it('begins anew where its first bytes were being written, and tells how many they were', async () => {
    const files = memoryFiles()
    await (await Manifest.open(files, 'whole')).close()
    const first = new Uint8Array(32)
    await (await files.open('whole.a')).readAt(first, 0)
    for (const begun of [first.subarray(0, 5), new Uint8Array(32), first.slice().fill(0, 20), new Uint8Array(0)]) {
      const file = await files.open('state.a', { create: true })
      await file.truncate(0)
      await file.writeAt(begun, 0)
      const manifest = await Manifest.open(files, 'state')
      expect([manifest.content.length, manifest.recovery]).toEqual([0, { droppedBytes: begun.length }])
      await manifest.close()
    }
  })

  it.each(['notes', 'notes of thirty-two bytes in all', 'PLMF', 'notes that are longer than what begins a manifest'])(
    'leaves a file alone that is none of its own: %j',
    async content => {
      const files = memoryFiles()
      const notes = `${content}!`
      const file = await files.open('state.a', { create: true })
      await file.writeAt(text(notes), 0)
      await expect(Manifest.open(files, 'state')).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_DAMAGED' })
      const into = new Uint8Array(1000)
      expect(new TextDecoder().decode(into.subarray(0, await file.readAt(into, 0)))).toBe(notes)
    },
  )

  it('refuses a time to wait that is none', async () => {
    const refused = Manifest.open(memoryFiles(), 'state', { lockTimeoutMs: -1 })
    await expect(refused).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
    await expect(refused).rejects.toThrow('lockTimeoutMs -1 of Manifest.open; use milliseconds from 0, or Infinity')
  })

  it('says so where neither of its files is whole', async () => {
    const files = memoryFiles()
    const manifest = await Manifest.open(files, 'state')
    await manifest.replace(text('one'))
    await manifest.close()
    for (const name of ['state.a', 'state.b']) await (await files.open(name)).writeAt(text('?'), 20)
    for (const options of [{}, { readOnly: true }]) {
      await expect(Manifest.open(files, 'state', options)).rejects.toMatchObject({ code: 'FILES_DAMAGED' })
    }
    const refused = Manifest.open(files, 'state', { timeoutMs: 1 } as never)
    await expect(refused).rejects.toMatchObject({ code: 'FILES_INVALID_OPTIONS' })
  })
})

it.each([
  ['Manifest', Manifest.open],
  ['RecordLog', RecordLog.open],
] as const)('%s.open refuses what is no backend, such as a path', async (name, open) => {
  const refused = (open as (files: never, name: string) => Promise<unknown>)('./folder' as never, 'a')
  await expect(refused).rejects.toMatchObject({
    code: 'FILES_INVALID_OPTIONS',
    message: expect.stringContaining(`${name}.open was given "./folder" as files`),
  })
})
