import { formatBytes } from '@plimsoll/bytes'
import { auto, type FrameCodec, FrameStorage, quantize, raw } from '@plimsoll/frame-storage'
import { paintFrame } from '@plimsoll/frame-storage/video'
import { viridis } from './colours.js'
import { byId, grouped, show, showProblem } from './dom.js'

const side = 256
const batch = 60
const options = { session: 'playground', shape: [side, side] }
const picture = byId('picture', HTMLCanvasElement)
const slider = byId('frame', HTMLInputElement)
const codec = byId('codec', HTMLSelectElement)
const codecs: Readonly<Record<string, () => FrameCodec>> = { raw, auto, quantize: () => quantize(16) }
const buttons = ['store', 'play', 'delete'].map(id => byId(id, HTMLButtonElement))
const play = byId('play', HTMLButtonElement)
const grid = new Float32Array(side * side)

// Rings from two stones in a pond, in cm, a tenth of a second after the frame before.
function fillWaves(into: Float32Array, index: number): void {
  const t = index / 10
  for (let cell = 0; cell < into.length; cell++) {
    const x = cell % side
    const y = Math.floor(cell / side)
    into[cell] = ring(x - 90, y - 100, t) + 0.6 * ring(x - 180, y - 170, t - 1.5)
  }
}
function ring(x: number, y: number, t: number): number {
  const distance = Math.hypot(x, y) / 12
  const behind = t * 2 - distance
  return behind < 0 ? 0 : (4 * Math.cos(behind * 3) * Math.exp(-behind / 4)) / (1 + distance / 4)
}

let storage: FrameStorage

const open = () => FrameStorage.open({ ...options, codec: (codecs[codec.value] ?? raw)() })

async function draw(): Promise<void> {
  const frame = storage.count > 0 ? await storage.getFrame(slider.valueAsNumber, { into: grid }) : undefined
  const context = picture.getContext('2d')
  if (!context) throw new Error('this browser has no canvas')
  if (frame === undefined) {
    context.clearRect(0, 0, side, side)
    show('frame-text', '')
    for (const id of ['encoding', 'stored', 'off']) show(id, '–')
    return
  }
  describeShown(frame.index)
  const { min, max } = storage.computeGlobalRange()
  const pixels = paintFrame(frame.grid, { shape: [side, side], range: { min, max }, colours: viridis })
  context.putImageData(new ImageData(pixels, side), 0, 0)
  show('frame-text', `${frame.index}, at ${frame.t.toFixed(1)} s`)
}

function describeShown(index: number): void {
  const known = storage.describe(index)
  if (!known) return
  show('encoding', known.encoding)
  show('stored', formatBytes(known.storedBytes))
  show('off', known.maxError === 0 ? '0' : known.maxError.toPrecision(2))
}

async function showDisk(): Promise<void> {
  const sessions = await FrameStorage.sessions()
  const { bytes } = sessions.find(({ session }) => session === options.session) ?? { bytes: 0 }
  show('disk', formatBytes(storage.count === 0 ? 0 : bytes))
}

function refresh(): void {
  const { count } = storage
  const { min, mean, max } = storage.computeGlobalRange()
  const { heapBytes, externalBytes } = storage.memoryUsage()
  const centimetres = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2))
  show('count', grouped(count))
  show('memory', formatBytes(heapBytes + externalBytes))
  show('min', centimetres(min))
  show('mean', centimetres(mean))
  show('max', centimetres(max))
  show('least', centimetres(min))
  show('greatest', centimetres(max))
  slider.max = String(Math.max(0, count - 1))
  slider.disabled = count === 0
  byId('empty', HTMLElement).hidden = count > 0
}

async function storeMore(): Promise<string> {
  const first = storage.count
  const start = performance.now()
  let storing = 0
  for (let index = first; index < first + batch; index++) {
    fillWaves(grid, index)
    const before = performance.now()
    await storage.storeFrame(index, grid, index / 10)
    storing += performance.now() - before
    slider.max = String(index)
    slider.value = String(index)
    refresh()
    await draw()
  }
  await storage.flush()
  const whole = performance.now() - start
  return `${batch} frames of ${formatBytes(storage.frameBytes)} stored in ${grouped(whole)} ms, ${(storing / batch).toFixed(1)} ms of that for each to reach the file.`
}

async function playAll(): Promise<string> {
  const context = picture.getContext('2d')
  const range = storage.computeGlobalRange()
  const start = performance.now()
  let shown = 0
  for await (const frame of storage.getAllFrames()) {
    const pixels = paintFrame(frame.grid, { shape: [side, side], range, colours: viridis })
    await new Promise(requestAnimationFrame)
    context?.putImageData(new ImageData(pixels, side), 0, 0)
    slider.value = String(frame.index)
    show('frame-text', `${frame.index}, at ${frame.t.toFixed(1)} s`)
    show('memory', formatBytes(storage.memoryUsage().heapBytes + storage.memoryUsage().externalBytes))
    shown++
  }
  return `${shown} frames read from disk and shown in ${grouped(performance.now() - start)} ms.`
}

async function deleteAll(): Promise<string> {
  await storage.close()
  await FrameStorage.delete(options.session)
  storage = await open()
  slider.value = '0'
  return 'All frames are gone.'
}

// What is stored stays as it is; the session is opened anew, to write otherwise from now on.
async function changeCodec(): Promise<string> {
  await storage.close()
  storage = await open()
  return `Frames are written by ${codec.selectedOptions[0]?.text.split(':')[0]} from now on.`
}

async function openFirst(): Promise<string | undefined> {
  const start = performance.now()
  storage = await open()
  if (storage.count === 0) return undefined
  return `${grouped(storage.count)} frames from an earlier visit, found in ${grouped(performance.now() - start)} ms.`
}

// What was done is said last, once every number on the page is of it.
async function attempt(act: () => Promise<string | undefined>): Promise<void> {
  for (const button of buttons) button.disabled = true
  codec.disabled = true
  showProblem('problem')
  try {
    const done = await act()
    refresh()
    await showDisk()
    await draw()
    if (done !== undefined) show('status', done)
  } catch (error) {
    showProblem('problem', error)
  } finally {
    codec.disabled = storage === undefined
    const empty = storage === undefined || storage.count === 0
    for (const button of buttons) button.disabled = storage === undefined || (empty && button.id !== 'store')
  }
}

function drawScale(): void {
  const pixels = new Uint8ClampedArray(viridis)
  byId('colours', HTMLCanvasElement).getContext('2d')?.putImageData(new ImageData(pixels, 256), 0, 0)
}

byId('store', HTMLButtonElement).addEventListener('click', () => void attempt(storeMore))
play.addEventListener('click', () => void attempt(playAll))
byId('delete', HTMLButtonElement).addEventListener('click', () => void attempt(deleteAll))
codec.addEventListener('change', () => void attempt(changeCodec))
slider.addEventListener('input', () => void draw().catch(error => showProblem('problem', error)))
drawScale()
void attempt(openFirst)
