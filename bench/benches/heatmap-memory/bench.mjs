// The memory of the first job: a sweep of a model over a grid, and the film of it.
const MiB = 2 ** 20
const workers = 2

const sweep = (name, steps, quickSteps, { rounds, runs = 1, goals = [], about, title, plain }) => {
  const cells = steps.slice(0, -1).reduce((product, count) => product * count)
  const frameMiB = (cells * 4) / MiB
  const allowed = (workers + 2) * frameMiB + 16
  const options = { steps, quickSteps, workers, runs }
  return {
    [name]: {
      title: title ?? `Memory of a sweep of ${steps.join(' × ')} and its film`,
      about,
      unit: 'MiB',
      better: 'lower',
      browser: true,
      builds: ['@plimsoll/heatmap-video'],
      rounds,
      goals: [
        {
          text: `ours at most (workers + 2) frames + 16 MiB = ${allowed.toFixed(1)} MiB, in every round`,
          worst: true,
          max: allowed,
        },
        ...goals,
      ],
      candidates: [
        { name: 'heatmap-video', role: 'ours', module: 'app.mjs', options },
        { name: plain ?? 'plain objects and arrays', role: 'peer', module: 'plain.mjs', options },
      ],
    },
  }
}

const method =
  'The highest reading of used heap + backing stores over the page and its workers, after a collection, every 250 ms, less the idle page with the same 2 workers.'

export const benches = {
  ...sweep('heatmap-memory-50', [50, 50, 50], [50, 50, 50], {
    rounds: { full: 5, quick: 1 },
    runs: 5,
    about: `125,000 cells, 50 frames of 10 kB. ${method} A round is the highest of five runs, for one is over before it is read more than a few times.`,
  }),
  ...sweep('heatmap-memory-500', [500, 500, 200], [200, 200, 50], {
    rounds: { full: 3, quick: 1 },
    about: `50 million cells, 200 frames of 1 MB. ${method} The plain way keeps one object per cell, one per result, and all frames.`,
    goals: [{ text: 'at least 90 % less than the plain way', to: 'plain objects and arrays', min: 10 }],
  }),
  ...sweep('heatmap-memory-volume', [128, 128, 64, 200], [64, 64, 32, 50], {
    title: 'Memory of a heat sweep of 200 volumes of 64 × 128 × 128 and the film of a projection',
    plain: 'all volumes in an array',
    rounds: { full: 3, quick: 1 },
    about: `210 million cells, 200 volumes of 4.2 MB, drawn as the greatest value along z. ${method} The plain way keeps no objects, but all volumes and their projections.`,
    goals: [{ text: 'at least 90 % less than the plain way', to: 'all volumes in an array', min: 10 }],
  }),
}
