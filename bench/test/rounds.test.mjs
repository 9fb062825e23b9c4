import { describe, expect, it } from 'vitest'
import { rotated, runRounds } from '../harness/rounds.mjs'

const recorder = (failing = {}) => {
  const order = []
  const closed = []
  const start = async name => {
    if (failing[name] === 'start') throw new Error(`${name} cannot start`)
    let rounds = 0
    return {
      round: async () => {
        order.push(name)
        if (failing[name] === ++rounds) throw new Error(`${name} broke`)
        return { value: failing[name] === `NaN ${rounds}` ? Number.NaN : rounds }
      },
      close: async () => void closed.push(name),
    }
  }
  return { order, closed, start }
}

describe('rotated', () => {
  it('begins one further each round', () => {
    expect([0, 1, 2, 3].map(round => rotated(['A', 'B', 'C'], round).join(''))).toEqual(['ABC', 'BCA', 'CAB', 'ABC'])
  })
})

describe('runRounds', () => {
  it('runs the candidates in turn, in rotated order', async () => {
    const { order, start } = recorder()
    await runRounds(['A', 'B', 'C'], { rounds: 3, start })
    expect(order.join('')).toBe('ABCBCACAB')
  })

  it('takes the readings of a round at the same time where they wait, and the rounds in turn', async () => {
    const order = []
    let meeting = []
    // Who comes first waits for the other: in turn, nobody would get on.
    const meet = () =>
      new Promise(resolve => {
        meeting.push(resolve)
        if (meeting.length < 2) return
        for (const go of meeting) go()
        meeting = []
      })
    const start = async name => ({
      round: async () => {
        order.push(name)
        await meet()
        return { value: 1 }
      },
      close: async () => {},
    })
    const [a] = await runRounds(['A', 'B'], { rounds: 2, start, sideBySide: true })
    expect(order.join('')).toBe('ABBA')
    expect(a.readings.size).toBe(2)
  })

  it('keeps each reading with its round', async () => {
    const { start } = recorder()
    const [a] = await runRounds(['A', 'B'], { rounds: 3, start })
    expect([...a.readings]).toEqual([0, 1, 2].map(round => [round, { value: round + 1 }]))
  })

  it('names one that fails in the middle, keeps what it gave before, and goes on with the others', async () => {
    const { order, closed, start } = recorder({ B: 2 })
    const [a, b] = await runRounds(['A', 'B'], { rounds: 3, start })
    expect([a.failed, b.failed]).toEqual([undefined, 'B broke'])
    expect([a.readings.size, b.readings.size]).toEqual([3, 1])
    expect(order.filter(name => name === 'B')).toHaveLength(2)
    expect(closed).toEqual(['B', 'A'])
  })

  it('names one that does not start', async () => {
    const { start } = recorder({ A: 'start' })
    const [a, b] = await runRounds(['A', 'B'], { rounds: 2, start })
    expect(a).toMatchObject({ failed: 'A cannot start', readings: new Map() })
    expect(b.readings.size).toBe(2)
  })

  it('takes a reading that is no number for a failure', async () => {
    const { start } = recorder({ A: 'NaN 1' })
    const [a] = await runRounds(['A'], { rounds: 2, start })
    expect(a.failed).toBe('round 1 gave NaN, not a number')
  })
})
