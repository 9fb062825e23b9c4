// Stores frames from the page, through the package's worker, and makes a film of them, in its other worker.
import { auto, FrameStorage } from '@plimsoll/frame-storage'
import { importNpy, writeNpy } from '@plimsoll/frame-storage/npy'
import { previews, renderVideo } from '@plimsoll/frame-storage/video'
import { exportZarr, importZarr } from '@plimsoll/frame-storage/zarr'

const frame = index => Float32Array.from({ length: 2500 }, (_, cell) => Math.sin(cell / 100 + index / 8))

export async function run() {
  const storage = await FrameStorage.open({ session: 'film', shape: [50, 50] })
  for (let index = 0; index < 10; index++) await storage.storeFrame(index, frame(index), index, { transfer: true })
  const read = await storage.getFrame(9)
  if (!frame(9).every((cell, at) => cell === read.grid[at])) throw new Error('The frame is not what was stored.')

  const colours = Uint8Array.from({ length: 1024 }, (_, byte) => (byte % 4 === 3 ? 255 : byte >> 2))
  const film = await renderVideo(storage, { colours, frameRate: 5, format: 'webm', file: 'waves.webm' })
  if (film.frames !== 10 || film.durationSeconds !== 2) throw new Error(`${film.frames}, ${film.durationSeconds} s`)
  const start = new Uint8Array(await film.file.slice(0, 4).arrayBuffer())
  if (String(start) !== '26,69,223,163') throw new Error(`That is no WebM: ${start}`)

  const preview = await previews(storage, { colours }).get(9)
  if (preview?.type !== 'image/webp') throw new Error(`The preview is of type ${preview?.type}.`)

  const copy = await importNpy(writeNpy(storage), { session: 'copy of the film' })
  if (copy.computeGlobalRange().max !== storage.computeGlobalRange().max) throw new Error('The copy is another one.')
  await copy.close()

  const chunks = new Map()
  await exportZarr(storage, chunks, { compression: 'gzip' })
  // zarrita is not installed here: pages that only write are built without it.
  const { code } = await importZarr(chunks, { session: 'of chunks' }).catch(error => error)
  if (code !== 'ZARR_NOT_INSTALLED') throw new Error(`Without zarrita it says ${code}.`)

  const small = await FrameStorage.open({ session: 'small', shape: [50, 50], codec: auto() })
  await small.storeFrame(0, new Float32Array(2500).fill(1))
  const { encoding } = small.describe(0)
  if (encoding !== 'deflate' || (await small.getFrame(0)).grid[2499] !== 1) throw new Error(`The frame is ${encoding}.`)
  await small.close()

  await storage.close()
  if (!(await FrameStorage.delete('film'))) throw new Error('The session was not there to be deleted.')
}
