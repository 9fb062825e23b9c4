import { bytes } from '@plimsoll/streaming-processor'
import { describe, expect, it } from 'vitest'
import { watchedSource } from '../watched-source.js'
import { compressed, joined, readAll } from './describe-byte-source.js'

const pieces = (data: Uint8Array<ArrayBuffer>, size: number) =>
  Array.from({ length: Math.ceil(data.length / size) }, (_, at) => data.slice(at * size, (at + 1) * size))

describe('Compressed bytes', () => {
  it('are inflated no further than they are read, however much they hold', async () => {
    // Deflate packs some 1,000 bytes of zeros in one.
    const bomb = pieces(await compressed(new Uint8Array(2 ** 25), 'gzip'), 512)
    const { watched, source } = watchedSource('async iterable', bomb)
    const blocks = bytes(source as AsyncIterable<Uint8Array>, { decompress: 'gzip' })
    let read = 0
    while (read < 2 ** 21) read += (await blocks.next()).value?.length ?? 0
    // Four of the 64 parts were wanted. Node queues 16 KiB, which are not inflated yet.
    expect(watched.taken).toBeLessThan(44)
    await blocks.return?.()
    expect(watched.closed).toBe(1)
  })

  it('are there before the error of their source, but for what the platform holds back', async () => {
    const text = new TextEncoder().encode(Array.from({ length: 50_000 }, (_, line) => `line ${line * 7919}\n`).join(''))
    const packed = await compressed(text, 'gzip')
    const failure = new Error('the line is dead')
    const { source } = watchedSource('async iterable', pieces(packed.slice(0, -8), 50), { error: failure })
    const blocks: Uint8Array[] = []
    const read = async () => {
      for await (const block of bytes(source as AsyncIterable<Uint8Array>, { decompress: 'gzip' })) blocks.push(block)
    }
    await expect(read()).rejects.toBe(failure)
    const all = joined(blocks)
    expect(all).toEqual(text.slice(0, all.length))
    expect(all.length).toBeGreaterThan(text.length - 2 ** 17)
  })

  it('may be followed by what is none of theirs, and their source is closed', async () => {
    const packed = await compressed(new TextEncoder().encode('one'), 'deflate-raw')
    let closed = 0
    const source = (function* () {
      try {
        yield packed
        for (let part = 0; part < 200; part++) yield new Uint8Array(1000)
      } finally {
        closed += 1
      }
    })()
    // Some platforms pass over it, some call it an error.
    await readAll(bytes(source, { decompress: 'deflate-raw' })).catch(() => {})
    expect(closed).toBe(1)
  })

  it('close their source where they are damaged', async () => {
    const noise = Array.from({ length: 500 }, () => new Uint8Array(100).fill(0xff))
    const { watched, source } = watchedSource('async iterable', noise)
    await expect(readAll(bytes(source as AsyncIterable<Uint8Array>, { decompress: 'gzip' }))).rejects.toThrow()
    expect(watched.closed).toBe(1)
  })

  it('that are cut are read as far as they go', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000))
    const packed = await compressed(noise, 'gzip')
    let read = 0
    const blocks = bytes(packed.slice(0, 40_000), { decompress: 'gzip' })
    const all = (async () => {
      for await (const block of blocks) read += block.length
    })()
    await expect(all).rejects.toThrow()
    expect(read).toBeGreaterThan(30_000)
  })

  it('of several gzip members are read as the platform does: all, or the first and an error', async () => {
    const member = await compressed(new TextEncoder().encode('one '), 'gzip')
    const blocks: string[] = []
    const read = async () => {
      for await (const block of bytes([member, member], { decompress: 'gzip' })) {
        blocks.push(new TextDecoder().decode(block))
      }
    }
    if ('window' in globalThis) await expect(read()).rejects.toThrow()
    else await read()
    expect(blocks.join('')).toBe('window' in globalThis ? 'one ' : 'one one ')
  })

  it('may hold nothing', async () => {
    expect(await readAll(bytes(await compressed(new Uint8Array(0), 'gzip'), { decompress: 'gzip' }))).toHaveLength(0)
  })

  it('are not there where nothing is', async () => {
    await expect(readAll(bytes(new Uint8Array(0), { decompress: 'gzip' }))).rejects.toThrow()
  })

  it('end with the reason of an abort', async () => {
    const abort = new AbortController()
    const silent = new ReadableStream<Uint8Array>()
    const blocks = bytes(silent, { decompress: 'gzip', signal: abort.signal })
    const pending = blocks.next()
    abort.abort('enough')
    await expect(pending).rejects.toBe('enough')
  })
})
