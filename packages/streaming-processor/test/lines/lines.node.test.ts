import { createReadStream, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { gridChunks, lines } from '@plimsoll/streaming-processor'
import { fileSource } from '@plimsoll/streaming-processor/node'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { all, bytesOfText, cuts, inChunks, linesOf } from './texts.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-lines-'))
})
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }))

const text = Array.from({ length: 20_000 }, (_, line) => `line ${line}, Tromsø ${'x'.repeat(line % 100)}`).join('\n')
const expected = text.split('\n')
const written = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const isOpen = (path: string) =>
  readdirSync('/proc/self/fd').some(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false
    }
  })

describe('lines of a file', () => {
  it('are those of its text', async () => {
    const path = await written('whole.txt', text)
    expect(await all(lines(fileSource(path)))).toEqual(expected)
    expect(await all(lines(createReadStream(path)))).toEqual(expected)
    const handle = await open(path)
    expect((await all(lines(handle.readableWebStream()).batches({ size: 999 }))).flat()).toEqual(expected)
    await handle.close()
  })

  it('come from what is compressed, from any of them on', async () => {
    const read = lines(fileSource(await written('whole.txt.gz', gzipSync(text))), { decompress: 'gzip' })
    const [first] = await all(
      (async function* () {
        yield (await read.batches({ size: 12_345 }).next()).value
      })(),
    )
    expect([...(first ?? []), ...(await all(read.from(read.position)))]).toEqual(expected)
    await read.return()
  })

  it('come once each from ranges of the file', async () => {
    const file = fileSource(await written('ranges.txt', text))
    const found: string[] = []
    for (const range of gridChunks({ byte: await file.size() }, { size: 50_001 })) {
      for await (const batch of lines(file, { range }).batches()) found.push(...batch)
    }
    expect(found).toEqual(expected)
  })

  it('cannot come from a file that is not there', async () => {
    await expect(lines(fileSource(join(folder, 'none'))).next()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.runIf(process.platform === 'linux')('leave nothing open', async () => {
    const path = await written('closed.txt', text)
    for await (const _ of lines(fileSource(path))) {
      expect(isOpen(path)).toBe(true)
      break
    }
    expect(isOpen(path)).toBe(false)
    await expect(all(lines(fileSource(path), { maxLineBytes: 50 }))).rejects.toMatchObject({ line: 35 })
    expect(isOpen(path)).toBe(false)
    const controller = new AbortController()
    const read = lines(fileSource(path), { signal: controller.signal })
    await read.next()
    controller.abort()
    await expect(read.next()).rejects.toThrow('abort')
    await expect.poll(() => isOpen(path)).toBe(false)
  })
})

describe('lines of a Node stream', () => {
  it('are those of the model, in any cut', () =>
    fc.assert(
      fc.asyncProperty(bytesOfText, cuts, async (bytes, at) => {
        const chunks = inChunks(bytes, at).map(chunk => Buffer.from(chunk))
        expect(await all(lines(Readable.from(chunks)))).toEqual(linesOf(bytes))
      }),
    ))

  it('destroy it when the reader leaves', async () => {
    const stream = Readable.from(['one\ntwo\n', 'three\n'])
    for await (const _ of lines(stream)) break
    expect(stream.destroyed).toBe(true)
  })
})
