import { expect, it } from 'vitest'
import { resultOf } from '../harness/result.mjs'

const judged = (better, goals) => {
  const readings = new Map([3, 1, 2].map((value, round) => [round, { value }]))
  const runs = [{ candidate: { name: 'ours', role: 'ours' }, readings }]
  return resultOf({ name: 'example', better, goals }, runs, {}).goal.map(({ value, met }) => [value, met])
}

it('judges the worst of our rounds: the least where higher is better', () => {
  expect(judged('higher', [{ worst: true, min: 1.5 }])).toEqual([[1, false]])
  expect(judged('lower', [{ worst: true, max: 2.5 }])).toEqual([[3, false]])
})

it('judges the middle one', () => {
  expect(judged('higher', [{ median: true, min: 2 }])).toEqual([[2, true]])
  expect(judged('lower', [{ median: true, max: 1.5 }])).toEqual([[2, false]])
})
