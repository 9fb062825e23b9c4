/** Waits for what cannot be aborted itself; rejects with the signal's reason as soon as it is aborted. */
export function abortable<T>(work: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return Promise.resolve(work)
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    // Taken off again each time: a signal may outlive a thousand frames.
    signal.addEventListener('abort', abort, { once: true })
    const done = () => signal.removeEventListener('abort', abort)
    Promise.resolve(work).then(resolve, reject).finally(done)
  })
}
