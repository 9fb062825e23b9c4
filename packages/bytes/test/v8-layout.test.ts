import { describe, expect, it } from 'vitest'
import { layoutOf } from '../src/v8-layout.js'

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
