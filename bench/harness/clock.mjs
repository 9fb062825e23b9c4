// How long something takes. `cpu` where the figure is one thread's work: it does not see what neighbours take away.

import { median } from './statistics.mjs'

const wallMs = () => performance.now()
const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Calls `action` again and again for about `forMs`, and answers milliseconds a call, of CPU time of this process.
 *
 * @param {() => unknown} action synchronous
 */
export function cpuMsPerCall(action, forMs = 400) {
  let calls = 0
  const end = wallMs() + forMs
  const from = cpuMs()
  while (wallMs() < end) {
    for (let i = 0; i < 10; i++) action()
    calls += 10
  }
  return (cpuMs() - from) / calls
}

/**
 * The median of milliseconds of the wall clock that `count` calls take, one after the other, each awaited: a neighbour
 * that takes the core for some of them does not move it. Runs in pages too.
 *
 * @param {number} count
 * @param {(index: number) => unknown} action
 * @param {(index: number) => unknown} [prepare] outside the clock
 */
export async function medianWallMs(count, action, prepare = () => undefined) {
  const times = []
  for (let index = 0; index < count; index++) {
    const prepared = prepare(index)
    const from = wallMs()
    await action(index, prepared)
    times.push(wallMs() - from)
  }
  return median(times)
}
