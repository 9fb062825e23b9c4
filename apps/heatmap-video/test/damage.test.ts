import { memoryFiles } from '@plimsoll/files/memory'
import { FrameStorage } from '@plimsoll/frame-storage'
import { expect, it } from 'vitest'
import { dropDamaged, isDamage } from '../src/damage.js'

it('knows damage by its code, as a cause too', () => {
  const damage = Object.assign(new Error('frame 1 is not what was stored'), { code: 'FRAMES_DAMAGED' })
  expect([damage, new Error('film', { cause: damage }), new Error('other')].map(isDamage)).toEqual([true, true, false])
})

it('finds all damaged frames, which are missing then, and leaves the others', async () => {
  const backend = memoryFiles()
  const options = { session: 'sweep', shape: [2, 2], backend } as const
  const written = await FrameStorage.open(options)
  for (let index = 0; index < 5; index++) await written.storeFrame(index, new Float32Array(4).fill(index + 0.5))
  await written.close()
  const [entry] = (await backend.list()).filter(({ size }) => size > 0)
  const file = await backend.open(entry?.name ?? '')
  const bytes = new Uint8Array(entry?.size ?? 0)
  await file.readAt(bytes, 0)
  for (const value of [1.5, 3.5]) {
    const at = Buffer.from(bytes.buffer).indexOf(Buffer.from(new Float32Array(4).fill(value).buffer))
    await file.writeAt(Uint8Array.of(9), at)
  }
  await file.close()
  const storage = await FrameStorage.open(options)
  await dropDamaged(storage, 5)
  expect(storage.missing({ to: 5 })).toEqual([1, 3])
  await storage.close()
})
