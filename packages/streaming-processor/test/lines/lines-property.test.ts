import { byteLines, lines } from '@plimsoll/streaming-processor'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { all, bytesOfText, cuts, linesOf, sourceKinds, sourceOf, startsOf } from './texts.js'

const blockSizes = fc.integer({ min: 1, max: 40 })

it('gives the lines of the model, from any source and in any cut, one by one and in batches', () =>
  fc.assert(
    fc.asyncProperty(
      bytesOfText,
      cuts,
      sourceKinds,
      blockSizes,
      fc.boolean(),
      async (bytes, at, kind, blockBytes, keepBom) => {
        const read = () => lines(sourceOf(kind, bytes, at), { blockBytes, keepBom })
        const expected = linesOf(bytes, keepBom)
        expect(await all(read())).toEqual(expected)
        const batches = await all(read().batches())
        expect(batches.flat()).toEqual(expected)
        expect(batches.every(batch => batch.length > 0)).toBe(true)
      },
    ),
  ))

it('gives them as bytes, with their places', () =>
  fc.assert(
    fc.asyncProperty(bytesOfText, cuts, sourceKinds, blockSizes, async (bytes, at, kind, blockBytes) => {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      const texts: string[] = []
      const numbers: number[] = []
      const starts: number[] = []
      for await (const batch of byteLines(sourceOf(kind, bytes, at), { blockBytes })) {
        for (let line = 0; line < batch.count; line++) {
          expect(batch.text(line)).toBe(decoder.decode(batch.line(line)))
          texts.push(batch.text(line))
          numbers.push(batch.firstLine + line)
          starts.push(batch.offset + batch.start(line))
        }
      }
      const expected = linesOf(bytes)
      expect(texts).toEqual(expected)
      expect(numbers).toEqual(expected.map((_, index) => index + 1))
      // The first line starts behind the byte order mark.
      expect(starts.slice(1)).toEqual(startsOf(bytes).slice(1, expected.length))
    }),
  ))

it('cuts batches by count and by bytes as plain loops do', () =>
  fc.assert(
    fc.asyncProperty(
      bytesOfText,
      cuts,
      sourceKinds,
      fc.integer({ min: 1, max: 20 }),
      async (bytes, at, kind, bound) => {
        const texts = linesOf(bytes, true)
        const read = () => lines(sourceOf(kind, bytes, at), { keepBom: true })
        const bySize = texts.flatMap((_, index) => (index % bound === 0 ? [texts.slice(index, index + bound)] : []))
        expect(await all(read().batches({ size: bound }))).toEqual(bySize)
        const starts = [...startsOf(bytes), bytes.length]
        const byBytes: string[][] = []
        let held = Number.POSITIVE_INFINITY
        for (const [line, text] of texts.entries()) {
          const size = (starts[line + 1] as number) - (starts[line] as number)
          held += size
          if (held > bound) {
            byBytes.push([])
            held = size
          }
          byBytes.at(-1)?.push(text)
        }
        expect(await all(read().batches({ maxBytes: bound }))).toEqual(byBytes)
      },
    ),
  ))

it('gives every line once, however ranges cut the source', () =>
  fc.assert(
    fc.asyncProperty(bytesOfText, cuts, cuts, sourceKinds, blockSizes, async (bytes, at, borders, kind, blockBytes) => {
      const places = [0, ...borders.map(place => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length + 1]
      const found: string[] = []
      for (let index = 1; index < places.length; index++) {
        const range = { start: places[index - 1] as number, end: places[index] as number }
        found.push(...(await all(lines(sourceOf(kind, bytes, at), { range, blockBytes }))))
      }
      expect(found).toEqual(linesOf(bytes))
    }),
  ))

it('goes on at any line, in the middle of a batch and of a range, too', () =>
  fc.assert(
    fc.asyncProperty(
      bytesOfText,
      cuts,
      sourceKinds,
      fc.nat(20),
      fc.nat(40),
      fc.integer({ min: 1, max: 5 }),
      async (bytes, at, kind, taken, start, size) => {
        const options = { range: { start, end: start + 60 } }
        const read = () => lines(sourceOf(kind, bytes, at), options)
        const whole = await all(read())
        const first = read()
        const texts: string[] = []
        for (let i = 0; i < taken; i++) {
          const step = i % 3 === 2 ? await first.batches({ size }).next() : await first.next()
          if (step.done) break
          texts.push(...[step.value].flat())
        }
        const position = JSON.parse(JSON.stringify(first.position))
        await first.return()
        expect(first.position).toEqual(position)
        const second = read().from(position)
        const rest = taken % 2 ? await all(second) : (await all(second.batches())).flat()
        expect([...texts, ...rest]).toEqual(whole)
      },
    ),
  ))

it('refuses the same line in any cut', () =>
  fc.assert(
    fc.asyncProperty(
      bytesOfText,
      cuts,
      sourceKinds,
      blockSizes,
      fc.integer({ min: 1, max: 12 }),
      async (bytes, at, kind, blockBytes, maxLineBytes) => {
        const starts = [...startsOf(bytes), bytes.length]
        const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
        const texts = linesOf(bytes)
        const tooLong = texts.findIndex((_, line) => {
          let [from, to] = [starts[line] as number, starts[line + 1] as number]
          if (line === 0) from += bom
          if (bytes[to - 1] === 10) to -= bytes[to - 2] === 13 && to - 2 >= from ? 2 : 1
          return to - from > maxLineBytes
        })
        const found: string[] = []
        let failure: unknown
        try {
          for await (const batch of lines(sourceOf(kind, bytes, at), { blockBytes, maxLineBytes }).batches())
            found.push(...batch)
        } catch (error) {
          failure = error
        }
        expect(found).toEqual(tooLong < 0 ? texts : texts.slice(0, tooLong))
        if (tooLong < 0) expect(failure).toBeUndefined()
        else expect(failure).toMatchObject({ code: 'STREAM_LINE_TOO_LONG', line: tooLong + 1, offset: starts[tooLong] })
      },
    ),
  ))

it('gives the same of a chunk that is far larger than a block, with lines that are larger than one', () => {
  const lengths = [10, 300_000, 0, 5, 262_143, 262_144, 1, 700_000, 80, 3]
  const expected = lengths.map((length, line) => `${line}`.repeat(length))
  const bytes = new TextEncoder().encode(expected.join('\n'))
  return fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length }), fc.nat({ max: 12 }), async (border, taken) => {
      const parts = [{ end: border }, { start: border }].map(range => all(lines([bytes], { range }).batches()))
      expect((await Promise.all(parts)).flat(2)).toEqual(expected)
      const read = lines([bytes])
      for (let line = 0; line < taken; line++) await read.next()
      expect(await all(read.from(read.position))).toEqual(expected.slice(taken))
      expect(await all(read)).toEqual(expected.slice(taken))
    }),
    { numRuns: 15 },
  )
})
