import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shape } from './fields.mjs'
import { framesOf } from './stored-fields.mjs'

/** Stores, reads or weighs 100 frames of a field, written by a codec. */
export async function codec({ codec: name, field, action, quick }) {
  const { auto, FrameStorage, quantize, raw } = await import('@plimsoll/frame-storage')
  const { nodeFiles } = await import('@plimsoll/files/node')
  const chosen = { raw, auto, quantize: () => quantize(16) }[name]()
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const frames = framesOf(field, name)
  const open = directory =>
    FrameStorage.open({ session: 'bench', shape, backend: nodeFiles({ directory }), codec: chosen })
  const count = quick ? 40 : 100
  const fill = async directory => {
    await mkdir(directory)
    const storage = await open(directory)
    const start = performance.now()
    for (let index = 0; index < count; index++) await storage.storeFrame(index, frames.at(index))
    const ms = (performance.now() - start) / count
    for await (const { index, grid } of storage.getAllFrames()) frames.check(index, grid)
    if (storage.count !== count) throw new Error(`${storage.count} of ${count} frames are there`)
    await storage.close()
    return ms
  }
  const close = () => rmSync(home, { recursive: true })

  let rounds = 0
  const storeRound = async () => {
    const directory = join(home, `round-${rounds++}`)
    const ms = await fill(directory)
    rmSync(directory, { recursive: true })
    return ms
  }
  if (action === 'store') {
    await storeRound()
    return { round: storeRound, close }
  }
  const directory = join(home, 'filled')
  await fill(directory)
  if (action === 'bytes') return { round: () => statSync(join(directory, 'bench.frames')).size / count / 1000, close }

  const storage = await open(directory)
  const into = new Float32Array(shape[0] * shape[1])
  const readRound = async () => {
    const start = performance.now()
    for (let turn = 0; turn < count; turn++) await storage.getFrame((turn * 37) % count, { into })
    return (performance.now() - start) / count
  }
  await readRound()
  return {
    round: readRound,
    async close() {
      await storage.close()
      close()
    },
  }
}
