/** What the command ends with when a signal stopped it. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

const leastMsBetween = 500

/**
 * Answers a signal that aborts with the first SIGINT or SIGTERM, whose name is its reason; the second ends the process
 * at once.
 *
 * One Ctrl-C may come as several: to the whole group, and from each parent. So what follows within half a second is the
 * same one.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  let firstMs = Number.NaN
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (performance.now() - firstMs > leastMsBetween) process.exit(exitCodes[name])
      if (stop.signal.aborted) return
      firstMs = performance.now()
      stop.abort(name)
    })
  return stop.signal
}
