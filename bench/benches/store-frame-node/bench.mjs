const module = 'candidates.mjs'
const builds = ['@plimsoll/frame-storage']

const candidates = action => [
  { name: 'FrameStorage', role: 'ours', module, start: 'frameStorage', options: { action } },
  { name: 'lmdb', role: 'peer', package: 'lmdb', module, start: 'lmdb', options: { action } },
  { name: 'a file per frame', role: 'peer', module, start: 'filePerFrame', options: { action } },
  {
    name: action === 'store' ? 'pwrite + crc32 + range' : 'pread',
    role: 'limit',
    module,
    start: 'bare',
    options: { action },
  },
]

export const benches = {
  'store-frame-node': {
    title: 'Storing a frame of 1 MB in Node',
    about:
      'The median wall clock of 100 frames in a row, each awaited. FrameStorage and the limit keep a checksum and the range of values; the peers keep neither. The limit does one thing after the other; FrameStorage sums while another thread writes. Nobody forces the disk; the file is new in each round.',
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds,
    rounds: { full: 11, quick: 3 },
    goals: [
      { text: 'at most 1.25 times the time of the limit', to: 'pwrite + crc32 + range', min: 1 / 1.25 },
      { text: 'no slower than lmdb', to: 'lmdb', min: 1 },
    ],
    candidates: candidates('store'),
  },
  'read-frame-node': {
    title: 'Reading a frame of 1 MB in Node',
    about:
      'The median wall clock of 400 reads of 100 frames in no order, into a buffer that is given where the candidate takes one.',
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds,
    rounds: { full: 11, quick: 3 },
    goals: [{ text: 'at most 1.2 times the time of pread', to: 'pread', min: 1 / 1.2 }],
    candidates: candidates('read'),
  },
}
