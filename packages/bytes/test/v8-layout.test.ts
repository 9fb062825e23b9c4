import { describe, expect, it } from 'vitest'
import { layoutOf, runsOnV8 } from '../src/v8-layout.js'

describe('the layout', () => {
  it('has words of 4 bytes in browsers, in Electron, and in a Node that was built so', () => {
    const compressed = { v8_enable_pointer_compression: 1 }
    expect(layoutOf(undefined).word).toBe(4)
    expect(layoutOf({ versions: { node: '22.0.0', electron: '33.0.0', v8: '13.0.1' } }).word).toBe(4)
    expect(layoutOf({ versions: { node: '24.0.0', v8: '13.6.2' }, config: { variables: compressed } }).word).toBe(4)
  })

  it('has words of 8 bytes in Node, and larger buffers since V8 13', () => {
    const [old, recent] = ['11.3.244', '13.6.233'].map(v8 => layoutOf({ versions: { node: '20.0.0', v8 } }))
    expect([old?.word, old?.arrayBuffer, old?.boxesTime]).toEqual([8, 88, true])
    expect([recent?.word, recent?.arrayBuffer, recent?.boxesTime]).toEqual([8, 96, false])
  })

  it('takes an engine that does not name its version for an early one', () => {
    expect(layoutOf({ versions: { node: '24.0.0' } }).arrayBuffer).toBe(88)
  })
})

describe('an engine whose layout is known', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  const safari = 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15'

  it('is V8, in Node, Deno, Electron, and browsers built on Chromium', () => {
    expect(runsOnV8({ versions: { node: '20.19.0', v8: '11.3.244' } }, undefined)).toBe(true)
    expect(runsOnV8({ versions: { node: '24.2.0', v8: '14.0.365', deno: '2.5.0' } }, { userAgent: 'Deno/2' })).toBe(
      true,
    )
    expect(runsOnV8(undefined, { userAgent: chrome })).toBe(true)
  })

  it('is no other: Bun, Firefox, Safari, and what does not say', () => {
    expect(runsOnV8({ versions: { node: '24.3.0', v8: '13.6.233', bun: '1.4.0' } }, undefined)).toBe(false)
    expect(runsOnV8(undefined, { userAgent: safari })).toBe(false)
    expect(runsOnV8(undefined, { userAgent: 'Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0' })).toBe(false)
    expect(runsOnV8(undefined, undefined)).toBe(false)
    expect(runsOnV8({ versions: { node: '18.0.0', v8: '10.2.154' } }, undefined)).toBe(false)
  })
})
