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
 * }} options
 * @returns {Promise<{ candidate: C, readings: Map<number, object>, failed?: string }[]>} in the order given
 */
export async function runRounds(candidates, { rounds, start, onReading }) {
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

  for (const run of runs) await attempt(run, async () => (run.running = await start(run.candidate)))
  for (let round = 0; round < rounds; round++)
    for (const run of rotated(runs, round)) {
      if (!run.running) continue
      await attempt(run, async () => {
        const reading = await run.running.round()
        if (!Number.isFinite(reading.value)) throw new Error(`round ${round + 1} gave ${reading.value}, not a number`)
        run.readings.set(round, reading)
        onReading?.(run.candidate, round, reading)
      })
    }
  for (const run of runs) await run.running?.close().catch(() => {})
  return runs.map(({ candidate, readings, failed }) => ({ candidate, readings, failed }))
}
