import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { platformFiles } from '../src/index.browser.js'
import { memoryFiles } from '../src/memory.js'
import { hasSyncHandles, isOpfsFiles, opfsFiles } from '../src/opfs.js'
import { describeBackend } from './describe-backend.js'

let rooms = 0
const prefix = `files-test-${crypto.randomUUID()}`
const room = () => `${prefix}/${++rooms}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(prefix, { recursive: true }).catch(() => {})
})

describeBackend('OPFS (page)', async () => {
  const directory = room()
  return { files: opfsFiles({ directory }), again: () => opfsFiles({ directory }) }
})

describe('opfsFiles in a page that shares no memory with its worker', () => {
  afterEach(() => vi.unstubAllGlobals())

  describeBackend('OPFS (page, not isolated)', async () => {
    vi.stubGlobal('crossOriginIsolated', false)
    const directory = room()
    return { files: opfsFiles({ directory }), again: () => opfsFiles({ directory }) }
  })
})

describe.each([true, false])('opfsFiles in a page, isolated: %s', isolated => {
  afterEach(() => vi.unstubAllGlobals())

  it('writes and reads what is larger than a message, and several at a time', async () => {
    vi.stubGlobal('crossOriginIsolated', isolated)
    const file = await opfsFiles({ directory: room() }).open('f', { create: true })
    const large = new Uint8Array(9_000_000).map((_, at) => at % 251)
    const small = Array.from({ length: 20 }, (_, at) => new Uint8Array(1000).fill(at))
    await Promise.all([file.writeAt(large, 100_000), ...small.map((bytes, at) => file.writeAt(bytes, at * 1000))])
    const into = new Uint8Array(large.length)
    const parts = small.map(() => new Uint8Array(1000))
    const counts = await Promise.all([
      file.readAt(into, 100_000),
      ...parts.map((part, at) => file.readAt(part, at * 1000)),
    ])
    expect(counts).toEqual([large.length, ...small.map(() => 1000)])
    expect(into.every((byte, at) => byte === at % 251)).toBe(true)
    expect(parts).toEqual(small)
    expect(await file.readAt(into, 9_000_000)).toBe(100_000)
    await file.close()
  })
})

describe('opfsFiles in a page', () => {
  it('is what platformFiles answers, and has no handles in place', () => {
    expect(platformFiles({ directory: 'a/b' })).toMatchObject({ kind: 'opfs', directory: 'a/b' })
    expect(hasSyncHandles()).toBe(false)
  })

  it('is known by itself, not by its kind: what wraps it is none', () => {
    const files = opfsFiles({ directory: 'a' })
    const wrapped = new Proxy(files, {})
    const others = [wrapped, { ...files, kind: 'opfs' as const }, memoryFiles()]
    expect([files, platformFiles({ directory: 'a' })].map(isOpfsFiles)).toEqual([true, true])
    expect(others.map(isOpfsFiles as (files: unknown) => boolean)).toEqual([false, false, false])
  })

  it('refuses options that name no directory, and says what to give', () => {
    for (const [make, name] of [
      [opfsFiles, 'opfsFiles'],
      [platformFiles, 'platformFiles'],
    ] as const) {
      for (const [given, text] of [
        [undefined, `${name} was given undefined;`],
        [null, `${name} was given null;`],
        ['./results', `${name} was given "./results";`],
        [{}, `directory undefined of ${name};`],
        [{ directory: 5n }, `directory 5 of ${name};`],
        [{ directory: ['a'] }, `directory a value of type Array of ${name};`],
      ] as const) {
        const message = `${text} give the path of a folder: ${name}({ directory: 'results' })`
        const refusal = expect.objectContaining({ name: 'FilesError', code: 'FILES_INVALID_OPTIONS', message })
        expect(() => make(given as never)).toThrow(refusal)
      }
    }
  })

  it('locks a file, by whichever directory it is named', async () => {
    const directory = room()
    const lock = await opfsFiles({ directory }).lock('b/c')
    for (const [above, name] of [
      ['', `${directory}/b/c`],
      [`${directory}/b`, 'c'],
    ] as const) {
      const files = opfsFiles({ directory: above })
      await expect(files.lock(name, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'FILES_LOCKED' })
      expect([...(await files.lockedNames())]).toContain(name)
    }
    await lock.release()
  })

  it('refuses a directory outside of its own', () => {
    expect(() => opfsFiles({ directory: '../a' })).toThrow(expect.objectContaining({ code: 'FILES_INVALID_NAME' }))
  })

  it('waits for a file that another has open, then says so', async () => {
    const directory = room()
    const first = await opfsFiles({ directory }).open('f', { create: true })
    const second = opfsFiles({ directory })
    await expect(second.open('f', { timeoutMs: 20 })).rejects.toMatchObject({
      name: 'FilesError',
      code: 'FILES_LOCKED',
    })
    const waiting = second.open('f')
    await first.close()
    const file = await waiting
    await file.close()
  })

  it('takes the worker it is given', async () => {
    let started = 0
    const files = opfsFiles({
      directory: room(),
      worker: () => {
        started++
        return new Worker(new URL('../src/files.worker.ts', import.meta.url), { type: 'module' })
      },
    })
    await Promise.all(['a', 'b'].map(async name => (await files.open(name, { create: true })).close()))
    expect(started).toBe(1)
  })
})
