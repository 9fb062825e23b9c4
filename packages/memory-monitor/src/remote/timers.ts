/** A number on the web. */
interface Timer {
  ref?(): void
  unref?(): void
}

/** A timer under way. */
export interface Running {
  /** Sets whether it keeps this thread alive; from the start it does not. */
  hold(alive: boolean): void
  /** Ends it. */
  stop(): void
}

/** Runs something once, later. What it throws goes to `failed`: out of a timer it would end the process. */
export function after(ms: number, task: () => void, failed: (error: unknown) => void = () => {}): Running {
  return running(setTimeout(guarded(task, failed), ms) as unknown as Timer)
}

/** Runs something again and again, also after it threw. */
export function every(ms: number, task: () => void): Running {
  return running(
    setInterval(
      guarded(task, () => {}),
      ms,
    ) as unknown as Timer,
  )
}

function guarded(task: () => void, failed: (error: unknown) => void): () => void {
  return () => {
    try {
      task()
    } catch (error) {
      failed(error)
    }
  }
}

function running(timer: Timer): Running {
  timer.unref?.()
  return {
    hold: alive => (alive ? timer.ref?.() : timer.unref?.()),
    stop: () => clearTimeout(timer as never),
  }
}
