// How long something takes. `cpu` where the figure is one thread's work: it does not see what neighbours take away.

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

/** Milliseconds of the wall clock for one run of `action`. */
export async function wallMsOf(action) {
  const from = wallMs()
  await action()
  return wallMs() - from
}
