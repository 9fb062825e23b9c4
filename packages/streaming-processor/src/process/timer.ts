/** Starts a timer that keeps no process alive. */
export function later(ms: number, then: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(then, ms)
  if (typeof timer === 'object' && 'unref' in timer) timer.unref()
  return timer
}
