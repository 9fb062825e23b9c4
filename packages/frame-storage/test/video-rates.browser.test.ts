import { describe, expect, it } from 'vitest'
import { renderVideo } from '../src/video/index.js'
import { decode } from './video-decode.js'
import { filmRoom } from './video-room.js'
import { spiral as colours, Scene } from './video-scene.js'

const { backend } = filmRoom('video-rates-test')

const rates: readonly (readonly [string, number])[] = [
  ['24', 24],
  ['23.976', 23.976],
  ['24000 / 1001', 24_000 / 1001],
  ['29.97', 29.97],
  ['30000 / 1001', 30_000 / 1001],
  ['7.5', 7.5],
  ['0.5', 0.5],
  ['0.001', 0.001],
  ['60', 60],
  ['120', 120],
  ['1000', 1000],
  ['π', Math.PI],
]

describe.each(rates)('a film of %s frames a second', (_, frameRate) => {
  const film = async (format: 'mp4' | 'webm') => {
    const rendered = await renderVideo(new Scene(40, [4, 4]), { colours, backend, frameRate, scale: 16, format })
    expect(rendered.durationSeconds).toBe(40 / frameRate)
    const decoded = await decode(rendered.file)
    expect(decoded.frames.length).toBe(40)
    return decoded
  }

  it('shows frame i of an MP4 at i / rate, exactly', async () => {
    const { frames, durationSeconds } = await film('mp4')
    // Exact as a fraction; read as a number of seconds, it is that number but for the last bits.
    const late = frames.map(({ timestamp }, index) => Math.abs(timestamp * frameRate - index))
    const bound = frameRate === Math.PI ? 1e-5 : 1e-9
    expect(Math.max(...late)).toBeLessThan(bound)
    expect(durationSeconds * frameRate).toBeCloseTo(40, 4)
  })

  it('shows frame i of a WebM at i / rate, to the millisecond', async () => {
    const { frames, durationSeconds } = await film('webm')
    const late = frames.map(({ timestamp }, index) => Math.abs(timestamp - index / frameRate))
    expect(Math.max(...late)).toBeLessThanOrEqual(0.000_500_1)
    expect(Math.abs(durationSeconds - 40 / frameRate)).toBeLessThanOrEqual(0.002)
  })
})
