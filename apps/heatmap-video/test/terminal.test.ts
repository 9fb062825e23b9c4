import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { count, duration, ProgressLine } from '../src/node/terminal.js'

function stream(isTTY: boolean) {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  return { written, stream: { isTTY, columns: 40, write } as unknown as NodeJS.WriteStream }
}

describe('ProgressLine', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('writes over itself on a terminal, at most ten times a second, and no wider than it', () => {
    const { written, stream: terminal } = stream(true)
    const line = new ProgressLine(terminal)
    line.show('one', 0)
    line.show('two', 0.5)
    vi.advanceTimersByTime(100)
    line.show('x'.repeat(100), 0.6)
    line.end()
    line.end()
    expect(written).toEqual(['\r\x1b[2Kone', `\r\x1b[2K${'x'.repeat(39)}`, '\n'])
  })

  it('writes a line per tenth and per five seconds elsewhere', () => {
    const { written, stream: file } = stream(false)
    const line = new ProgressLine(file)
    line.show('0', 0)
    line.show('9', 0.09)
    line.show('10', 0.1)
    vi.advanceTimersByTime(4999)
    line.show('11', 0.11)
    vi.advanceTimersByTime(1)
    line.show('12', 0.12)
    line.end()
    expect(written).toEqual(['0\n', '10\n', '12\n'])
  })
})

describe('text for people', () => {
  it('names durations by their two largest units', () => {
    const seconds = [0.4, 59, 61, 3599, 3600, 7500, Number.POSITIVE_INFINITY, Number.NaN]
    const texts = ['0 s', '59 s', '1 min 1 s', '59 min 59 s', '1 h 0 min', '2 h 5 min', 'unknown', 'unknown']
    expect(seconds.map(duration)).toEqual(texts)
  })

  it('groups digits', () => {
    expect([7, 125_000, 49_999_999.6].map(count)).toEqual(['7', '125,000', '50,000,000'])
  })
})
