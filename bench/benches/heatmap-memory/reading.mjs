const MiB = 2 ** 20

/** What a run of a page is reported as: the peak above the idle page. */
export function readingOf({ idle, outcome, seconds, film, reached }) {
  const { peak, readings, died } = outcome
  return {
    value: peak.bytes / MiB,
    ...(died
      ? {
          atLeast: true,
          note: `died before its end, at about ${reached} (${died}): its figure is the highest reading before that`,
        }
      : {}),
    details: {
      idleMiB: idle.bytes / MiB,
      sharedMiB: peak.shared / MiB,
      isolates: { idle: idle.isolates, peak: peak.isolates },
      readings,
      seconds,
      ...(film ? { film } : {}),
    },
  }
}

/** The highest of several runs: one may be over in half a second, before it was read more than twice. */
export async function highestOf(runs, run) {
  const outcomes = []
  for (let i = 0; i < runs; i++) outcomes.push(await run())
  outcomes.sort((a, b) => b.value - a.value)
  const [{ details, ...highest }] = outcomes
  const readings = outcomes.reduce((sum, outcome) => sum + outcome.details.readings, 0)
  return { ...highest, details: { ...details, runs, readings } }
}
