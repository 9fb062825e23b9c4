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

it('judges the candidate that a goal names, by itself or against another', () => {
  const readings = values => new Map(values.map((value, round) => [round, { value }]))
  const runs = [
    { candidate: { name: 'ours', role: 'ours' }, readings: readings([3, 3, 3]) },
    { candidate: { name: 'ours, in batches', role: 'variant' }, readings: readings([8, 4, 6]) },
    { candidate: { name: 'slow', role: 'peer' }, readings: readings([1, 1, 1]) },
    { candidate: { name: 'fast', role: 'peer' }, readings: readings([2, 2, 2]) },
  ]
  const goals = [
    { to: 'best peer', min: 2 },
    { of: 'ours, in batches', to: 'best peer', min: 2 },
    { of: 'ours, in batches', to: 'slow', min: 7 },
    { of: 'ours, in batches', worst: true, min: 4 },
    { of: 'ours, in batches', median: true, min: 7 },
    { of: 'nobody', to: 'slow', min: 1 },
  ]
  const { goal } = resultOf({ name: 'example', better: 'higher', goals }, runs, {})
  expect(goal.map(({ value, met }) => [value, met])).toEqual([
    [1.5, false],
    [3, true],
    [6, false],
    [4, true],
    [6, false],
    [null, false],
  ])
})
