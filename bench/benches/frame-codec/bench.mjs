const module = 'candidates.mjs'
const builds = ['@plimsoll/frame-storage']

const fields = {
  heat: 'a spot of heat in a cold room',
  wave: 'waves that fill the room',
  noise: 'noise',
}

const candidates = (field, action) =>
  ['raw', 'auto', 'quantize'].map(codec => ({
    name: codec === 'quantize' ? 'quantize(16)' : `${codec}()`,
    role: codec === 'auto' ? 'ours' : 'peer',
    module,
    start: 'codec',
    options: { codec, field, action },
  }))

const about = {
  store:
    'The mean wall clock of 100 frames of 500 × 500 float32 in a row, each awaited; the file is new in each round. In Node 20 auto() is byte shuffle and deflate at level 3, and looks at a sixteenth of a frame first.',
  read: 'The mean wall clock of 100 frames, each awaited, into a grid that is given.',
  bytes: 'Bytes of the file for each frame of 1 MB, checksums and what is kept for ranges included.',
}
const titles = { store: 'Storing', read: 'Reading', bytes: 'The size of' }

const bench = (field, action) => [
  `frame-codec-${action}-${field}`,
  {
    title: `${titles[action]} a frame of 1 MB: ${fields[field]}`,
    about: about[action],
    unit: action === 'bytes' ? 'kB' : 'ms',
    better: 'lower',
    browser: false,
    builds,
    rounds: { full: action === 'bytes' ? 1 : 7, quick: action === 'bytes' ? 1 : 3 },
    goals:
      field === 'noise' && action === 'store'
        ? [{ text: 'at least 0.9 times the speed of raw()', to: 'raw()', min: 0.9 }]
        : field === 'heat' && action === 'bytes'
          ? [{ text: 'at most a twenty-fifth of raw()', to: 'raw()', min: 25 }]
          : [],
    candidates: candidates(field, action),
  },
]

export const benches = Object.fromEntries(
  ['store', 'read', 'bytes'].flatMap(action => Object.keys(fields).map(field => bench(field, action))),
)
