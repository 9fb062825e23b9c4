const module = 'candidates.mjs'

export const benches = {
  film: {
    title: 'A film of 100 frames of 640 × 480',
    about:
      'Frames a second of the wall clock, from 100 grids of float32 in memory to an mp4 in H.264, painted with the same colours. MediaRecorder is paced by real time, 25 frames a second here, and may lose frames on the way: what arrived is counted in each film, and the others must have all. The best of three films a round.',
    unit: 'frames/s',
    better: 'higher',
    browser: true,
    builds: ['@plimsoll/frame-storage'],
    rounds: { full: 7, quick: 2 },
    goals: [
      {
        text: 'at least 0.95 of the speed of WebCodecs + mediabunny',
        to: 'WebCodecs + mediabunny in a worker',
        min: 0.95,
      },
    ],
    candidates: [
      { name: 'renderVideo', role: 'ours', module, start: 'ours' },
      { name: 'MediaRecorder', role: 'peer', module, start: 'mediaRecorder' },
      { name: 'WebCodecs + mediabunny in a worker', role: 'limit', package: 'mediabunny', module, start: 'bare' },
    ],
  },
}
