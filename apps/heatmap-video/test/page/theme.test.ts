import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const sheet = readFileSync(new URL('../../src/page/style/theme.css', import.meta.url), 'utf8')
const colours = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, channels(hex)]))
const channels = (hex: string) => [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)

const [light = '', dark = ''] = sheet.split('@media (prefers-color-scheme: dark)')
const themes = { light: colours(light), dark: colours(dark) }

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function hue([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI
}

describe.each(Object.entries(themes))('the %s theme', (_, theme) => {
  const of = (name: string) => theme.get(name) ?? []

  it.each(['ink', 'ink-soft', 'accent', 'accent-strong', 'danger'])('has %s readable on all grounds', name => {
    for (const ground of ['paper', 'panel', 'well']) expect(contrast(of(name), of(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it('has text on its accent readable', () => {
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['edge', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'])('has %s seen', name => {
    expect(contrast(of(name), of('panel'))).toBeGreaterThanOrEqual(3)
  })

  it.each(['series-1', 'series-2', 'series-3', 'series-4', 'series-6'])(
    'has %s in another hue than the load line',
    name => {
      const apart = Math.abs(hue(of(name)) - hue(of('accent')))
      expect(Math.min(apart, 360 - apart)).toBeGreaterThan(30)
    },
  )
})
