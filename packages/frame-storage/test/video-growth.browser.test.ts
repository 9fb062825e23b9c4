import type { FileBackend } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { describe, expect, it, vi } from 'vitest'
import type { Frame } from '../src/frame.js'
import { renderVideo, type VideoProgress } from '../src/video/index.js'
import { decode, pixelAt } from './video-decode.js'
import { type Player, play } from './video-player.js'
import { expectColour, filmRoom } from './video-room.js'
import { cellOf, colourOf, spiral as colours, Scene } from './video-scene.js'

const opfs = filmRoom('video-growth-test').backend

const shown = (index: number) => colourOf(cellOf(index, 0, 0), 0, 255)

/** A scene of 100 frames that stops after 70, until it is let go on. */
class StoppingScene extends Scene {
  goOn = () => {}
  readonly #gate = new Promise<void>(resolve => {
    this.goOn = resolve
  })
  override async *getAllFrames(): AsyncGenerator<Frame<Float32Array<ArrayBuffer>>> {
    for await (const frame of super.getAllFrames()) {
      if (frame.index === 70) await this.#gate
      yield frame
    }
  }
}

describe.each(['mp4', 'webm'] as const)('a film as %s that is still being made', format => {
  it.each<[string, () => FileBackend & { blob(name: string, type?: string): Promise<Blob> }]>([
    ['the file system', () => opfs],
    ['memory', () => memoryFiles()],
  ])('lies in %s up to its last second, and plays', async (_, make) => {
    // A player that has sought paints a moment later.
    const showsAt = (player: Player, seconds: number, index: number, what: string) =>
      vi.waitFor(
        async () => expectColour(pixelAt(await player.at(seconds), 10, 10), shown(index), what, format),
        20_000,
      )
    const backend = make()
    const scene = new StoppingScene(100, [8, 8])
    let last: VideoProgress | undefined
    let reached = () => {}
    const paused = new Promise<void>(resolve => {
      reached = resolve
    })
    const onProgress = (progress: VideoProgress) => {
      last = progress
      if (progress.frames === 70) reached()
    }
    const options = { colours, backend, format, file: 'growing', onProgress }
    const film = renderVideo(scene, options)
    await paused
    const beginning = new Blob([await (await backend.blob('growing')).arrayBuffer()], { type: `video/${format}` })
    expect(last?.bytes).toBe(beginning.size)

    const { frames } = await decode(beginning)
    expect(frames.length).toBe(50)
    for (const [index, { timestamp, pixels }] of frames.entries()) {
      expect(timestamp).toBeCloseTo(index / 25, 9)
      expectColour(pixelAt(pixels, 10, 10), shown(index), `frame ${index}`, format)
    }
    const player = await play(beginning)
    await showsAt(player, 0.5, 12, 'what the player shows')
    expect(await player.playThrough()).toBeCloseTo(2, 1)
    player.close()

    scene.goOn()
    const whole = await film
    const there = await play(whole.file)
    expect(there.duration).toBeCloseTo(4, 3)
    await showsAt(there, 3.9, 97, 'near the end')
    await showsAt(there, 0.1, 2, 'near the start')
    there.close()
    expect((await decode(whole.file)).frames.length).toBe(100)
  })
})
