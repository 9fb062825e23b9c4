import { execFileSync, spawn } from 'node:child_process'
import { createReadStream, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { bytes } from '@plimsoll/streaming-processor'
import { fileSource } from '@plimsoll/streaming-processor/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeByteSource, joined, readAll } from './describe-byte-source.js'

let folder = ''
let made = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-bytes-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = async (data: Uint8Array | string) => {
  made += 1
  const path = join(folder, `${made}.bin`)
  await writeFile(path, data)
  return path
}

/** How often this process has a file open, where the system tells. */
const handles = (path: string): number => {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false // the folder's own, closed by now
    }
  }).length
}

const few = { numRuns: 15 }

describeByteSource(
  'fileSource',
  async parts => {
    const path = await write(joined(parts))
    return { source: fileSource(path), stillOpen: () => handles(path) }
  },
  few,
)
describeByteSource(
  'fileSource of a URL, from a place to a place',
  async parts => {
    const around = new Uint8Array(5)
    const path = await write(joined([around, ...parts, around]))
    const range = { start: 5, end: 5 + joined(parts).length }
    return { source: fileSource(pathToFileURL(path), range), stillOpen: () => handles(path) }
  },
  few,
)
describeByteSource(
  'a file’s stream',
  async parts => {
    const path = await write(joined(parts))
    return { source: createReadStream(path, { highWaterMark: 100 }) }
  },
  few,
)
describeByteSource('a Readable', parts => {
  const stream = Readable.from(parts.map(part => Buffer.from(part)))
  return { source: stream }
})

describe('fileSource', () => {
  it('opens nothing until it is read, and each reading for itself', async () => {
    const path = await write('one two')
    const source = fileSource(path)
    const [first, second] = [bytes(source, { blockBytes: 3 }), bytes(source, { blockBytes: 3 })]
    expect(handles(path)).toBe(0)
    await Promise.all([first.next(), second.next()])
    if (process.platform === 'linux') expect(handles(path)).toBe(2)
    await first.return?.()
    await second.return?.()
    expect(handles(path)).toBe(0)
    expect(await new Blob([await source.size().then(String)]).text()).toBe('7')
    expect(await fileSource(path, { start: 2, end: 4 }).size()).toBe(2)
  })

  it('tells the error of the file system', async () => {
    await expect(readAll(bytes(fileSource(join(folder, 'missing'))))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readAll(bytes(fileSource(folder)))).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(fileSource(join(folder, 'missing')).size()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is read to the end that it has then', async () => {
    const path = await write(new Uint8Array(1000))
    const grown = bytes(fileSource(path), { blockBytes: 100 })
    await grown.next()
    const file = await open(path, 'a')
    await file.write(new Uint8Array(500))
    await file.close()
    expect((await readAll(grown)).length).toBe(1400)

    const shrunk = bytes(fileSource(path), { blockBytes: 100 })
    await shrunk.next()
    await truncate(path, 500)
    const rest = (await readAll(shrunk)).length
    // One block is read ahead, so that it may have been there still.
    expect(rest).toBe(400)
  })

  it('is read though its name is gone meanwhile', async () => {
    const path = await write(new Uint8Array(1000))
    const blocks = bytes(fileSource(path), { blockBytes: 100 })
    await blocks.next()
    await rm(path)
    expect((await readAll(blocks)).length).toBe(900)
  })

  it('changes its identity with the file', async () => {
    const path = await write('one')
    const before = await fileSource(path).identity()
    expect(await fileSource(path).identity()).toBe(before)
    expect(await fileSource(path, { start: 1 }).identity()).not.toBe(before)
    await writeFile(path, 'one and two')
    expect(await fileSource(path).identity()).not.toBe(before)
  })

  it('reads a file of 256 MB a block at a time', async () => {
    const path = await write('')
    await truncate(path, 2 ** 28)
    let read = 0
    let held = 0
    for await (const block of bytes(fileSource(path))) {
      read += block.length
      if (read % 2 ** 26 === 0) held = Math.max(held, process.memoryUsage().arrayBuffers)
    }
    expect(read).toBe(2 ** 28)
    expect(held).toBeLessThan(2 ** 26)
  })

  it.skipIf(process.platform === 'win32')('reads a pipe by its path, all or a part', async () => {
    for (const [range, text] of [
      [{}, 'hello there'],
      [{ start: 6, end: 9 }, 'the'],
    ] as const) {
      made += 1
      const path = join(folder, `${made}.pipe`)
      execFileSync('sh', ['-c', `mkfifo ${path}`])
      const writer = spawn('sh', ['-c', `printf 'hello there' > ${path}`])
      expect(new TextDecoder().decode(await readAll(bytes(fileSource(path, range))))).toBe(text)
      if (writer.exitCode === null) await new Promise(resolve => writer.once('exit', resolve))
    }
  })

  it.skipIf(process.platform === 'win32')('can be aborted while a pipe gives nothing', async () => {
    made += 1
    const path = join(folder, `${made}.pipe`)
    execFileSync('sh', ['-c', `mkfifo ${path}`])
    const other = await open(path, 'r+')
    for (const turns of [0, 1, 5]) {
      const abort = new AbortController()
      const pending = bytes(fileSource(path), { signal: abort.signal }).next()
      for (let left = turns; left > 0; left--) await new Promise(resolve => setImmediate(resolve))
      abort.abort('enough')
      await expect(pending).rejects.toBe('enough')
    }
    await other.close()
  })

  it.each([5, undefined, {}])('refuses %j as a path', path => {
    expect(() => fileSource(path as never)).toThrow(expect.objectContaining({ code: 'STREAM_INVALID_SOURCE' }))
  })

  it('refuses a range that is none', () => {
    expect(() => fileSource('x', { start: 4, end: 2 })).toThrow(
      expect.objectContaining({ code: 'STREAM_INVALID_SIZE' }),
    )
  })
})

describe('A stream of Node', () => {
  it('is destroyed when it is given up before it was read', async () => {
    const stream = createReadStream(await write('one'))
    await bytes(stream).return?.()
    expect(stream.destroyed).toBe(true)
  })

  it('is destroyed by break, and by an abort', async () => {
    const path = await write(new Uint8Array(1000))
    const left = createReadStream(path, { highWaterMark: 10 })
    for await (const block of bytes(left)) if (block.length) break
    expect(left.destroyed).toBe(true)

    const abort = new AbortController()
    const aborted = createReadStream(path, { highWaterMark: 10 })
    const blocks = bytes(aborted, { signal: abort.signal })
    await blocks.next()
    abort.abort(new Error('enough'))
    await expect(blocks.next()).rejects.toThrow('enough')
    expect(aborted.destroyed).toBe(true)
  })

  it('is destroyed by an abort though it gives nothing', async () => {
    const silent = new Readable({ read() {} })
    const abort = new AbortController()
    const pending = bytes(silent, { signal: abort.signal }).next()
    abort.abort('enough')
    await expect(pending).rejects.toBe('enough')
    expect(silent.destroyed).toBe(true)
  })

  it('tells its error behind what came before it', async () => {
    const failing = async function* () {
      yield Buffer.from('one')
      throw new Error('the line is dead')
    }
    const blocks = bytes(Readable.from(failing()))
    expect((await blocks.next()).value).toEqual(new TextEncoder().encode('one'))
    await expect(blocks.next()).rejects.toThrow('the line is dead')
  })
})
