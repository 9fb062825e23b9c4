// Interleaved rounds: A B C, then B C A, then C A B. Whatever the machine does meanwhile, it does to all of them.

/** The order of round `round`: the list, rotated by one place a round. */
export function rotated(list, round) {
  const shift = round % list.length
  return [...list.slice(shift), ...list.slice(0, shift)]
}

/**
 * Starts every candidate, then runs them in turn. One that fails is left out from then on and named with its reason.
 *
 * @template C
 * @param {C[]} candidates
 * @param {{
 *   rounds: number
 *   start: (candidate: C) => Promise<{ round(): Promise<{ value: number }>, close(): Promise<void> }>
 *   onReading?: (candidate: C, round: number, reading: { value: number }) => void
 *   sideBySide?: boolean
 * }} options - `sideBySide` takes the readings of a round at the same time: for what waits, and counts its own CPU time
 * @returns {Promise<{ candidate: C, readings: Map<number, object>, failed?: string }[]>} in the order given
 */
export async function runRounds(candidates, { rounds, start, onReading, sideBySide = false }) {
  const runs = candidates.map(candidate => ({ candidate, readings: new Map(), failed: undefined, running: undefined }))
  const attempt = async (run, action) => {
    try {
      await action()
    } catch (error) {
      run.failed = String(error?.message ?? error)
      await run.running?.close().catch(() => {})
      run.running = undefined
    }
  }

  const each = async (list, action) => {
    if (sideBySide) await Promise.all(list.map(action))
    else for (const run of list) await action(run)
  }

  await each(runs, run => attempt(run, async () => (run.running = await start(run.candidate))))
  for (let round = 0; round < rounds; round++)
    await each(rotated(runs, round), async run => {
      if (!run.running) return
      await attempt(run, async () => {
        const reading = await run.running.round()
        if (!Number.isFinite(reading.value)) throw new Error(`round ${round + 1} gave ${reading.value}, not a number`)
        run.readings.set(round, reading)
        onReading?.(run.candidate, round, reading)
      })
    })
  for (const run of runs) await run.running?.close().catch(() => {})
  return runs.map(({ candidate, readings, failed }) => ({ candidate, readings, failed }))
}
