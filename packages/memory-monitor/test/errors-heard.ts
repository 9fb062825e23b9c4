/** Runs something, and answers the messages of the errors that it left uncaught. */
export async function withErrorsHeard(action: () => void): Promise<string[]> {
  const heard: string[] = []
  const queue = globalThis.queueMicrotask
  // What is thrown in a microtask ends a process; here it is caught where it would be.
  globalThis.queueMicrotask = task =>
    queue(() => {
      try {
        task()
      } catch (error) {
        heard.push((error as Error).message)
      }
    })
  try {
    action()
    await new Promise<void>(resolve => queue(resolve))
  } finally {
    globalThis.queueMicrotask = queue
  }
  return heard
}
