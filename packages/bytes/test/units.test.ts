import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesError, type BytesErrorCode, formatBytes, parseBytes } from '../src/index.js'

function refusal(run: () => unknown): { code: BytesErrorCode; message: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof BytesError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('was not refused')
}

describe('parseBytes', () => {
  it.each([
    [0, 0],
    [1536.9, 1536],
    ['512', 512],
    ['512B', 512],
    ['1KiB', 1024],
    ['1 Ki', 1024],
    ['1.5 KiB', 1536],
    ['64MiB', 67_108_864],
    ['64Mi', 67_108_864],
    ['2GiB', 2 * 1024 ** 3],
    ['2Gi', 2 * 1024 ** 3],
    ['1 TiB', 1024 ** 4],
    ['1Ti', 1024 ** 4],
    ['1kB', 1000],
    ['1.1 kB', 1100],
    ['2 MB', 2_000_000],
    ['3GB', 3e9],
    ['4TB', 4e12],
    ['  .5 KiB ', 512],
    ['1e3 B', 1000],
    ['0.1 B', 0],
  ])('reads %j as %d bytes', (size, bytes) => {
    expect(parseBytes(size)).toBe(bytes)
  })

  it.each(['K', 'KB', 'kb', 'mb', 'Mb', 'mib', 'M', 'G', 'kiB', 'PiB', 'bytes', 'b'])(
    'refuses the unit %j by name, and says which there are',
    unit => {
      const { code, message } = refusal(() => parseBytes(`5 ${unit}`))
      expect(code).toBe('BYTES_UNKNOWN_UNIT')
      expect(message).toBe(
        `size "5 ${unit}" has the unit "${unit}"; use B, KiB, MiB, GiB, TiB (powers of 1024) or kB, MB, GB, TB (powers of 1000)`,
      )
    },
  )

  it.each([-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '-5 MiB', '9000 TiB', '1e400'])(
    'refuses %j as out of range',
    size => {
      const { code, message } = refusal(() => parseBytes(size))
      expect(code).toBe('BYTES_INVALID_SIZE')
      expect(message).toMatch(/is out of range; give 0 to 9007199254740991 bytes/)
    },
  )

  it.each(['', ' ', 'MiB', 'lots', '1.2.3x'.slice(5), null, {}, [64], undefined])(
    'refuses %j, which is no size',
    size => {
      expect(refusal(() => parseBytes(size as string)).code).toBe('BYTES_INVALID_SIZE')
    },
  )

  it.each(['1,5 MB', '64,000', '1,5'])('asks for a point where %j has a comma', size => {
    const { code, message } = refusal(() => parseBytes(size))
    expect(code).toBe('BYTES_INVALID_SIZE')
    expect(message).toMatch(/has a comma in its number; use a point/)
  })

  it('shortens what was given in its message', () => {
    const { message } = refusal(() => parseBytes(`5 ${'y'.repeat(10_000)}`))
    expect(message).toContain('yyy…"')
    expect(message.length).toBeLessThan(220)
  })

  it('is whole, safe and not above the product, for any number and unit', () => {
    const units = [
      ['', 1],
      ['B', 1],
      ['KiB', 1024],
      ['kB', 1000],
      ['MiB', 1024 ** 2],
      ['MB', 1e6],
    ] as const
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(...units), (thousandths, [unit, factor]) => {
        // Exact in integers: the bytes are floor(thousandths * factor / 1000).
        const exact = Number((BigInt(thousandths) * BigInt(factor)) / 1000n)
        expect(parseBytes(`${(thousandths / 1000).toFixed(3)} ${unit}`)).toBe(exact)
      }),
    )
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1_048_575, '1 MiB'],
    [67_108_864, '64 MiB'],
    [1_288_490_189, '1.2 GiB'],
    [Number.MAX_SAFE_INTEGER, '8192 TiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('shows as many digits as asked for, without zeros at the end', () => {
    expect([0, 1, 2, 3].map(digits => formatBytes(1_234_567, { digits }))).toEqual([
      '1 MiB',
      '1.2 MiB',
      '1.18 MiB',
      '1.177 MiB',
    ])
    expect(formatBytes(2048, { digits: 3 })).toBe('2 KiB')
  })

  it('refuses other digits and sizes', () => {
    for (const digits of [-1, 1.5, 16, Number.NaN])
      expect(refusal(() => formatBytes(1, { digits })).message).toBe(
        `digits is ${digits}; give a whole number from 0 to 15`,
      )
    expect(refusal(() => formatBytes('5' as never)).message).toBe('size "5" is no number; give a number of bytes')
    expect(refusal(() => formatBytes(5, null as never)).message).toBe(
      'options is null; give { digits }, or leave it out',
    )
    expect(refusal(() => formatBytes(-1)).code).toBe('BYTES_INVALID_SIZE')
    expect(refusal(() => formatBytes(Number.NaN)).code).toBe('BYTES_INVALID_SIZE')
  })

  it('is read back to within half of the last digit', () => {
    const size = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(),
      fc.nat(2000),
      fc.integer({ min: 1, max: 50 }).map(power => 2 ** power - 1),
    )
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 4 }), (bytes, digits) => {
        const text = formatBytes(bytes, { digits })
        const unit = parseBytes(`1 ${text.split(' ')[1]}`)
        if (text === '8192 TiB') return // one byte above the largest safe size
        expect(Math.abs(parseBytes(text) - bytes)).toBeLessThanOrEqual(unit / 10 ** digits / 2 + 1)
      }),
    )
  })

  it('writes what it wrote once it is read back', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 50 }), bytes => {
        const text = formatBytes(bytes)
        expect(formatBytes(parseBytes(text), { digits: 1 })).toBe(text)
      }),
    )
  })
})
