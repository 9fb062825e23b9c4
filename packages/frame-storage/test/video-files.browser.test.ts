import { memoryFiles } from '@plimsoll/files/memory'
import { opfsFiles } from '@plimsoll/files/opfs'
import { describe, expect, it } from 'vitest'
import { renderVideo } from '../src/video/index.js'
import { faulty } from './faulty-files.js'
import { decode } from './video-decode.js'
import { filmRoom, rejection } from './video-room.js'
import { spiral as colours, Scene } from './video-scene.js'

const { backend, stored } = filmRoom('video-files-test')

describe('the file of a film', () => {
  it('writes into the file that it was given, and answers that file', async () => {
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours, backend, file: 'films/a.mp4' })
    expect(await stored()).toEqual(['films/a.mp4'])
    expect(file.type).toBe('video/mp4')
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(
      new Uint8Array(await (await backend.blob('films/a.mp4')).arrayBuffer()),
    )
  })

  it('writes into a folder of its own where no backend is given', async () => {
    const films = opfsFiles({ directory: 'plimsoll-films' })
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours })
    expect((await films.list()).map(({ name, size }) => [name, size])).toEqual([['film.mp4', file.size]])
    expect(await films.remove('film.mp4')).toBe(true)
  })

  it('makes the film in memory where there is no file system', async () => {
    // Hides the method of the prototype.
    Object.defineProperty(navigator.storage, 'getDirectory', { value: undefined, configurable: true })
    try {
      const { file } = await renderVideo(new Scene(3, [4, 4]), { colours })
      expect((await decode(file)).frames.length).toBe(3)
    } finally {
      Reflect.deleteProperty(navigator.storage, 'getDirectory')
    }
    expect(await opfsFiles({ directory: 'plimsoll-films' }).list()).toEqual([])
  })

  it('replaces a longer film of the same name', async () => {
    await renderVideo(new Scene(50, [8, 8]), { colours, backend })
    const { file } = await renderVideo(new Scene(2, [8, 8]), { colours, backend })
    expect((await decode(file)).frames.length).toBe(2)
  })

  it('stores the film in a backend that its worker cannot reach', async () => {
    const memory = memoryFiles()
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours, backend: memory, format: 'webm' })
    expect((await memory.list()).map(({ name, size }) => [name, size])).toEqual([['film.webm', file.size]])
    expect((await decode(file)).frames.length).toBe(3)
  })

  it('stores the film through a backend that wraps the file system', async () => {
    const { files, faults } = faulty(backend)
    faults.roomBytes = 10
    const refused = renderVideo(new Scene(3, [4, 4]), { colours, backend: files })
    expect(await rejection(refused)).toMatchObject({ code: 'FILES_FULL' })
    faults.roomBytes = Number.POSITIVE_INFINITY
    const { file } = await renderVideo(new Scene(3, [4, 4]), { colours, backend: files })
    expect((await backend.list()).map(({ name, size }) => [name, size])).toEqual([['film.mp4', file.size]])
  })

  it('keeps the first error where the backend breaks down, and removes the half film', async () => {
    const memory = memoryFiles({ maxBytes: '1KiB' })
    const { files, faults } = faulty(memory)
    faults.closing = new Error('the close failed')
    const error = await rejection(renderVideo(new Scene(9, [8, 8]), { colours, backend: files }))
    expect(error).toMatchObject({ code: 'FILES_FULL' })
    expect(await memory.list()).toEqual([])
    expect(await memory.estimate()).toMatchObject({ usage: 0 })
  })
})
