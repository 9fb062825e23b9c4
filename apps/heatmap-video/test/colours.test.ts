import { describe, expect, it } from 'vitest'
import { colourNames, colours, invalidColour, isColourName } from '../src/colours.js'

const entry = (table: Uint8Array, index: number) => [...table.subarray(index * 4, index * 4 + 4)]

describe('colour maps', () => {
  it('begin and end with the published colours', () => {
    expect([entry(colours('viridis'), 0), entry(colours('viridis'), 255)]).toEqual([
      [0x44, 0x01, 0x54, 255],
      [0xfd, 0xe7, 0x25, 255],
    ])
    expect([entry(colours('magma'), 0), entry(colours('magma'), 255)]).toEqual([
      [0x00, 0x00, 0x04, 255],
      [0xfc, 0xfd, 0xbf, 255],
    ])
  })

  it.each(colourNames)('have 256 opaque entries that get lighter all the way: %s', name => {
    const table = colours(name)
    expect(table).toHaveLength(1024)
    let before = -1
    for (let index = 0; index < 256; index++) {
      const [red = 0, green = 0, blue = 0, alpha] = entry(table, index)
      const lightness = 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2
      expect(alpha).toBe(255)
      if (index % 8 === 0) {
        expect(lightness).toBeGreaterThan(before)
        before = lightness
      }
      expect([red, green, blue, alpha]).not.toEqual(invalidColour)
    }
  })

  it('are known by name', () => {
    expect(colourNames).toEqual(['viridis', 'cividis', 'magma'])
    expect([isColourName('magma'), isColourName('jet'), isColourName('toString')]).toEqual([true, false, false])
  })
})
