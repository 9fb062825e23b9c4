import { memoryFiles } from '@plimsoll/files/memory'
import { expect, it } from 'vitest'
import { FrameStorage } from '../src/index.js'

const misspelt = { optoin: 1 } as never
const grid = Float32Array.of(1, 2)
const calls: [string, (storage: FrameStorage, options: never) => unknown][] = [
  ['storeFrame', (storage, options) => storage.storeFrame(0, grid, 0, options)],
  ['getFrame', (storage, options) => storage.getFrame(0, options)],
  ['getAllFrames', (storage, options) => storage.getAllFrames(options).next()],
  ['getSeries', (storage, options) => storage.getSeries([0], options)],
  ['computeGlobalRange', (storage, options) => storage.computeGlobalRange(options)],
  ['missing', (storage, options) => storage.missing(options)],
  ['FrameStorage.sessions', (_, options) => FrameStorage.sessions(options)],
  ['FrameStorage.delete', (_, options) => FrameStorage.delete('run', options)],
  ['FrameStorage.keep', (_, options) => FrameStorage.keep('run', options)],
  ['FrameStorage.unkeep', (_, options) => FrameStorage.unkeep('run', options)],
]

it('values of options that mean nothing are refused', async () => {
  const storage = await FrameStorage.open({ session: 'run', shape: [2], backend: memoryFiles() })
  await storage.storeFrame(0, grid)
  await expect(storage.storeFrame(0, grid, 0, { transfer: 'yes' as never })).rejects.toThrow(
    'transfer "yes" of storeFrame',
  )
  for (const part of [{}, [1], [0, 1, 2], 'all'])
    await expect(storage.getSlice(0, [part as never])).rejects.toMatchObject({ code: 'FRAMES_INVALID_SELECTION' })
  expect(() => storage.computeGlobalRange({ robust: [0.1, 0.9, 0.5] as never })).toThrow('two shares')
  await storage.close()
})

it.each(calls)('%s refuses options that there are not, and what are none', async (name, call) => {
  const storage = await FrameStorage.open({ session: 'run', shape: [2], backend: memoryFiles() })
  for (const [options, text] of [
    [misspelt, `there is no option "optoin" of ${name}; use `],
    [null as never, `${name} was given null; give it an object`],
  ] as const) {
    await expect((async () => call(storage, options))()).rejects.toMatchObject({
      code: 'FRAMES_INVALID_OPTIONS',
      message: expect.stringContaining(text),
    })
  }
  expect(storage.count).toBe(0)
  await storage.close()
})
