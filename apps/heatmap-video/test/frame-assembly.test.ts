import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameAssembly } from '../src/frame-assembly.js'

const never = new AbortController().signal
const chunk = (start: number, length: number) => Float32Array.from({ length }, (_, index) => start + index)

describe('FrameAssembly', () => {
  it('answers a frame with its last cell, in whatever order the chunks come', async () => {
    const assembly = new FrameAssembly(5, 1)
    await assembly.admit(0, never)
    expect(assembly.add(0, 3, chunk(3, 2))).toBeUndefined()
    expect(assembly.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 20, entries: 1 })
    expect(assembly.add(0, 0, chunk(0, 3))).toEqual(chunk(0, 5))
    expect(assembly.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 1 })
    assembly.release(0)
    expect(assembly.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: 0 })
  })

  it('takes a chunk that is a frame as the frame, without a copy', async () => {
    const assembly = new FrameAssembly(4, 1)
    await assembly.admit(7, never)
    const whole = chunk(0, 4)
    expect(assembly.add(7, 0, whole)).toBe(whole)
  })

  it('puts frames together as one long array would, for any sizes and any order', async () => {
    const cases = fc.record({
      frameCells: fc.integer({ min: 1, max: 30 }),
      frames: fc.integer({ min: 1, max: 5 }),
      size: fc.integer({ min: 1, max: 40 }),
      order: fc.array(fc.nat(), { minLength: 200, maxLength: 200 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ frameCells, frames, size, order }) => {
        const assembly = new FrameAssembly(frameCells, frames)
        const pieces: { frame: number; offset: number; length: number; rank: number }[] = []
        for (let frame = 0; frame < frames; frame++) {
          await assembly.admit(frame, never)
          for (let offset = 0; offset < frameCells; offset += size) {
            const rank = order[pieces.length % order.length] ?? 0
            pieces.push({ frame, offset, length: Math.min(size, frameCells - offset), rank })
          }
        }
        pieces.sort((a, b) => a.rank - b.rank)
        const whole = new Map<number, Float32Array>()
        for (const { frame, offset, length } of pieces) {
          const grid = assembly.add(frame, offset, chunk(frame * frameCells + offset, length))
          if (grid) whole.set(frame, grid)
        }
        expect(assembly.memoryUsage()).toEqual({ heapBytes: 0, externalBytes: 0, entries: frames })
        expect([...whole.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: frames }, (_, frame) => frame))
        for (const [frame, grid] of whole) expect(grid).toEqual(chunk(frame * frameCells, frameCells))
      }),
    )
  })

  it('makes a frame wait for a place, and lets it in when one is released', async () => {
    const assembly = new FrameAssembly(2, 2)
    await assembly.admit(0, never)
    await assembly.admit(1, never)
    let admitted = false
    const third = assembly.admit(2, never).then(() => {
      admitted = true
    })
    await Promise.resolve()
    expect([admitted, assembly.openFrames]).toEqual([false, 2])
    assembly.release(1)
    await third
    expect([admitted, assembly.openFrames, assembly.peakOpenFrames]).toEqual([true, 2, 2])
  })

  it('stops waiting when it is aborted', async () => {
    const assembly = new FrameAssembly(2, 1)
    const controller = new AbortController()
    await assembly.admit(0, never)
    const second = assembly.admit(1, controller.signal)
    controller.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect(assembly.openFrames).toBe(1)
  })

  it('refuses a chunk without a place, and more cells than are missing', async () => {
    const assembly = new FrameAssembly(4, 1)
    expect(() => assembly.add(3, 0, chunk(0, 1))).toThrow('frame 3 has no place; 0 of 1 are taken')
    await assembly.admit(3, never)
    assembly.add(3, 0, chunk(0, 3))
    expect(() => assembly.add(3, 2, chunk(0, 2))).toThrow('frame 3 lacks 1 cells; 2 came for cell 2')
  })
})
