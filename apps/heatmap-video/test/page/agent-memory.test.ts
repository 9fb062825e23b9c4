import { beforeEach, describe, expect, it } from 'vitest'
import { AgentMemory } from '../../src/page/agent-memory.js'

let answers: ((bytes: number) => Promise<void>)[]
let told: number
let agent: AgentMemory

// Answers the open question, and waits until the answer was taken.
const answer = (bytes: number) => answers.shift()?.(bytes)

beforeEach(() => {
  answers = []
  told = 0
  agent = new AgentMemory(
    () =>
      new Promise(resolve => {
        answers.push(async bytes => {
          resolve({ bytes })
          await Promise.resolve()
        })
      }),
    () => told++,
  )
})

describe('AgentMemory', () => {
  it('is measuring from the question to the answer, one question at a time', async () => {
    expect(agent.figures).toEqual({ growth: NaN, total: NaN, measuring: false, unbased: false })
    agent.ask()
    agent.ask()
    expect([agent.figures.measuring, answers.length]).toEqual([true, 1])
    await answer(30)
    expect(agent.figures).toEqual({ growth: NaN, total: 30, measuring: false, unbased: false })
    expect(told).toBe(1)
  })

  it('tells growth above the idle page that it measured before the run', async () => {
    agent.ask()
    await answer(30)
    agent.start()
    agent.ask()
    expect(agent.figures).toEqual({ growth: NaN, total: 30, measuring: true, unbased: false })
    await answer(42)
    expect(agent.figures).toEqual({ growth: 12, total: 42, measuring: false, unbased: false })
  })

  it('takes an answer that comes after the end, and keeps it', async () => {
    agent.ask()
    await answer(30)
    agent.start()
    agent.ask()
    agent.rest()
    await answer(31)
    expect(agent.figures).toEqual({ growth: 1, total: 31, measuring: false, unbased: false })
  })

  it('takes no answer of a run for the idle page of the next', async () => {
    agent.start()
    agent.ask()
    await answer(90)
    expect(agent.figures).toEqual({ growth: NaN, total: 90, measuring: false, unbased: true })
    agent.rest()
    agent.start()
    agent.ask()
    await answer(95)
    expect(agent.figures.growth).toBeNaN()
    agent.rest()
    agent.ask()
    await answer(40)
    agent.start()
    expect(agent.figures.unbased).toBe(false)
  })

  it('goes on against the same idle page', async () => {
    agent.ask()
    await answer(30)
    agent.start()
    agent.rest()
    agent.goOn()
    agent.ask()
    await answer(50)
    expect(agent.figures.growth).toBe(20)
    agent.start()
    agent.ask()
    await answer(55)
    expect(agent.figures.growth).toBe(25)
  })

  it('asks no more where the browser refuses', async () => {
    const shy = await new Promise<AgentMemory>(resolve => {
      const asked: AgentMemory = new AgentMemory(
        () => Promise.reject(new Error('no')),
        () => resolve(asked),
      )
      asked.ask()
    })
    expect([shy.reports, shy.figures]).toEqual([false, { growth: NaN, total: NaN, measuring: false, unbased: false }])
  })

  it('asks nobody where there is nobody', () => {
    const mute = new AgentMemory(undefined, () => told++)
    mute.ask()
    expect([mute.reports, mute.figures.measuring]).toEqual([false, false])
  })
})
