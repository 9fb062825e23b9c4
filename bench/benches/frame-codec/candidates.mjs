import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fields, shape } from './fields.mjs'

const frames = 100

/** Stores, reads or weighs 100 frames of a field, written by a codec. */
export async function codec({ codec: name, field, action, quick }) {
  const { auto, FrameStorage, quantize, raw } = await import('@plimsoll/frame-storage')
  const { nodeFiles } = await import('@plimsoll/files/node')
  const chosen = { raw, auto, quantize: () => quantize(16) }[name]()
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const grids = Array.from({ length: 8 }, (_, index) => fields[field](index))
  const open = directory =>
    FrameStorage.open({ session: 'bench', shape, backend: nodeFiles({ directory }), codec: chosen })
  const count = quick ? 40 : frames
  const fill = async directory => {
    await mkdir(directory)
    const storage = await open(directory)
    const start = performance.now()
    for (let index = 0; index < count; index++) await storage.storeFrame(index, grids[index % grids.length])
    const ms = (performance.now() - start) / count
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
