import { describe, expect, it } from 'vitest'
import { Manifest } from '../src/index.browser.js'
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
