import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LevelJudge, type MemoryLevel } from '../src/level.js'

const thresholds = { warning: 0.7, critical: 0.85, hysteresis: 0.05 }

describe('LevelJudge', () => {
  it('rises at a threshold, and falls only well below it', () => {
    const judge = new LevelJudge(100, thresholds)
    const levels = [69, 70, 66, 65, 64, 85, 81, 79, 64].map(bytes => judge.judge(bytes))
    expect(levels).toEqual(['ok', 'warning', 'warning', 'warning', 'ok', 'critical', 'critical', 'warning', 'ok'])
  })

  it('says how many bytes have to go before all is well', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 2 ** 40 }),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        (limit, share) => {
          const judge = new LevelJudge(limit, thresholds)
          const bytes = Math.floor(limit * share)
          judge.judge(bytes)
          const excess = judge.excess(bytes)
          if (judge.level !== 'ok') expect(excess).toBeGreaterThan(0)
          expect(judge.judge(bytes - excess)).toBe('ok')
        },
      ),
    )
    expect(new LevelJudge(1000, thresholds).excess(900)).toBe(251)
  })

  it('is what a plain model says, after any measurements', () => {
    const share = fc.oneof(fc.double({ min: 0, max: 1.2, noNaN: true }), fc.constantFrom(0.65, 0.7, 0.8, 0.85))
    fc.assert(
      fc.property(fc.array(share), shares => {
        const judge = new LevelJudge(1, thresholds)
        let model: MemoryLevel = 'ok'
        for (const bytes of shares) {
          model = next(model, bytes)
          expect(judge.judge(bytes)).toBe(model)
          expect(judge.level).toBe(model)
        }
      }),
    )
  })
})

// Written as the documentation says it: case by case.
function next(from: MemoryLevel, share: number): MemoryLevel {
  if (share >= 0.85) return 'critical'
  if (from === 'critical' && share >= 0.85 - 0.05) return 'critical'
  if (share >= 0.7) return 'warning'
  if (from !== 'ok' && share >= 0.7 - 0.05) return 'warning'
  return 'ok'
}
