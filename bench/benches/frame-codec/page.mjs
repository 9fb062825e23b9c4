import { auto, FrameStorage, quantize, raw } from '@plimsoll/frame-storage'
import { shape } from './fields.mjs'
import { framesOf } from './stored-fields.mjs'

const codecs = { raw, auto, quantize: () => quantize(16) }

/** Stores or weighs frames of a field, written by a codec. */
async function codec({ codec: name, field, action, quick }) {
  const chosen = codecs[name]()
  const frames = framesOf(field, name)
  const count = quick ? 40 : 100
  const fill = async session => {
    const storage = await FrameStorage.open({ session, shape, codec: chosen })
    const start = performance.now()
    for (let index = 0; index < count; index++) await storage.storeFrame(index, frames.at(index))
    const ms = (performance.now() - start) / count
    let checked = 0
    for await (const { index, grid } of storage.getAllFrames()) {
      frames.check(index, grid)
      checked++
    }
    if (checked !== count) throw new Error(`${checked} of ${count} frames came back`)
    await storage.close()
    const { bytes } = (await FrameStorage.sessions()).find(stored => stored.session === session)
    await FrameStorage.delete(session)
    return { store: ms, bytes: bytes / count / 1000 }
  }
  let rounds = 0
  const round = async () => (await fill(`round-${rounds++}`))[action]
  if (action === 'store') await round()
  return { round }
}

export const candidates = { codec }
