import { describe, expect, it } from 'vitest'
import { ProgressCounter, type SweepProgress } from '../src/progress.js'

describe('ProgressCounter', () => {
  it('tells cells, frames, rate and time to the end, of this run alone', () => {
    let ms = 0
    const told: SweepProgress[] = []
    const total = { cells: 100, cellsTotal: 500, frames: 1, framesTotal: 5 }
    const counter = new ProgressCounter(
      total,
      progress => told.push(progress),
      () => ms,
    )
    expect(told).toEqual([{ ...total, cellsPerSecond: 0, etaSeconds: Number.POSITIVE_INFINITY }])
    ms = 2000
    counter.add(100)
    expect(told.at(-1)).toEqual({ ...total, cells: 200, cellsPerSecond: 50, etaSeconds: 6 })
    counter.addFrame()
    expect(told.at(-1)).toEqual({ ...total, cells: 200, frames: 2, cellsPerSecond: 50, etaSeconds: 6 })
    expect([counter.cellsOfRun, counter.seconds]).toEqual([100, 2])
  })

  it('leaves pauses out', async () => {
    let ms = 0
    const counter = new ProgressCounter({ cells: 0, cellsTotal: 10, frames: 0, framesTotal: 1 }, undefined, () => ms)
    let open = () => {}
    const paused = counter.pause(new Promise<void>(resolve => (open = resolve)))
    ms = 60_000
    open()
    await paused
    ms = 61_000
    counter.add(10)
    expect(counter.now).toEqual({
      cells: 10,
      cellsTotal: 10,
      frames: 0,
      framesTotal: 1,
      cellsPerSecond: 10,
      etaSeconds: 0,
    })
  })

  it('tells about a thousand times, however many chunks there are', () => {
    let told = 0
    const counter = new ProgressCounter({ cells: 0, cellsTotal: 1_000_000, frames: 0, framesTotal: 1 }, () => told++)
    for (let chunk = 0; chunk < 100_000; chunk++) counter.add(10)
    expect(told).toBeGreaterThan(900)
    expect(told).toBeLessThan(1100)
    expect(counter.now.cells).toBe(1_000_000)
  })
})
