/** How many chunks are decoded at a time: enough to hide the store's latency, few enough to be held. */
const maxAtOnce = 4

/** A queue of chunks for zarrita, which would decode all chunks of a selection at once. */
export function fewAtATime() {
  const waiting: (() => Promise<void>)[] = []
  return {
    add: (work: () => Promise<void>): void => void waiting.push(work),
    onIdle: () => Promise.all(Array.from({ length: maxAtOnce }, () => workOff(waiting))),
  }
}

async function workOff(waiting: (() => Promise<void>)[]): Promise<void> {
  try {
    for (let work = waiting.shift(); work; work = waiting.shift()) await work()
  } catch (error) {
    // Nobody waits for what is left.
    waiting.length = 0
    throw error
  }
}
