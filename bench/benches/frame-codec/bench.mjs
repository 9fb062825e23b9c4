const builds = ['@plimsoll/frame-storage']

const fields = {
  heat: 'a spot of heat in a cold room',
  wave: 'waves that fill the room',
  noise: 'noise',
}

const candidates = (field, action, module) =>
  ['raw', 'auto', 'quantize'].map(codec => ({
    name: codec === 'quantize' ? 'quantize(16)' : `${codec}()`,
    role: codec === 'auto' ? 'ours' : 'peer',
    module,
    start: 'codec',
    options: { codec, field, action },
  }))

const checked = 'All frames are read back and compared outside the clock.'
const bytes = 'Bytes of the file for each frame of 1 MB, checksums and what is kept for ranges included.'
const storing =
  'The mean wall clock of 100 frames of 500 × 500 float32 in a row, each awaited; the file is new in each round.'

const places = {
  node: {
    name: 'frame-codec',
    where: '',
    module: 'candidates.mjs',
    about: {
      store: `${storing} In Node 20 auto() is byte shuffle and deflate at level 3, and looks at a sixteenth of a frame first. ${checked}`,
      read: 'The mean wall clock of 100 frames, each awaited, into a grid that is given.',
      bytes,
    },
  },
  browser: {
    name: 'frame-codec-browser',
    where: ', in Chromium',
    module: 'browser-candidates.mjs',
    about: {
      store: `${storing} In an isolated page. In Chromium auto() is byte shuffle and the deflate of CompressionStream, beside the page, and looks at a sixteenth of a frame first. ${checked}`,
      bytes,
    },
  },
}
const titles = { store: 'Storing', read: 'Reading', bytes: 'The size of' }

const goals = (field, action) => {
  if (field === 'noise' && action === 'store')
    return [{ text: 'at least 0.9 times the speed of raw()', to: 'raw()', min: 0.9 }]
  if (field === 'heat' && action === 'bytes') return [{ text: 'at most a twenty-fifth of raw()', to: 'raw()', min: 25 }]
  return []
}

const bench = (place, field, action) => {
  const { name, where, module, about } = places[place]
  return [
    `${name}-${action}-${field}`,
    {
      title: `${titles[action]} a frame of 1 MB: ${fields[field]}${where}`,
      about: about[action],
      unit: action === 'bytes' ? 'kB' : 'ms',
      better: 'lower',
      browser: place === 'browser',
      builds,
      rounds: { full: action === 'bytes' ? 1 : 7, quick: action === 'bytes' ? 1 : 3 },
      goals: goals(field, action),
      candidates: candidates(field, action, module),
    },
  ]
}

export const benches = Object.fromEntries(
  Object.entries(places).flatMap(([place, { about }]) =>
    Object.keys(about).flatMap(action => Object.keys(fields).map(field => bench(place, field, action))),
  ),
)
