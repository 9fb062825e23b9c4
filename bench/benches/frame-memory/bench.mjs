// What stays in memory while frames are stored and gone through again: the same, however many there are.
const MiB = 2 ** 20

const cases = {
  100: { count: 100, shape: [500, 500] },
  1000: { count: 1000, shape: [500, 500] },
  10000: { count: 10_000, shape: [125, 200] },
}

const frameMiB = ([rows, columns]) => (rows * columns * 4) / MiB

// As the README of the package has it: 72 bytes a frame, 4 for each index, 65,536 values for percentiles. Its arrays
// double as they grow, so that the half of them may be empty.
const tableMiB = ({ count }) => (2 * count * (72 + 4) + 65_536 * 4) / MiB

const sized = ({ count, shape }) =>
  `${count.toLocaleString('en')} frames of ${frameMiB(shape) > 0.5 ? '1 MB' : '100 kB'}`

const common = {
  unit: 'MiB',
  better: 'lower',
  builds: ['@plimsoll/frame-storage'],
}

const candidate = (name, role, module, options, more = {}) => ({ name, role, module, options, ...more })

const inBrowser = which => {
  const table = 2 * tableMiB(which)
  const allowed = 5 * frameMiB(which.shape) + table
  return {
    ...common,
    title: `Memory of a page that stores and reads ${sized(which)}`,
    about: `The highest of 41 readings of used heap + backing stores over the page and its workers, after a collection: at 20 frames while they are being stored, at 20 while they are gone through, and at the end. The page waits for each reading with a frame in hand. What counts is above the same page with the storage open and empty, after one that was filled and deleted. All frames are compared. ${table.toFixed(2)} MiB are what the table of the frames may take, in the page and again in its worker.`,
    browser: true,
    rounds: { full: 5, quick: 1 },
    goals: [
      {
        text: `at most 5 frames and the table = ${allowed.toFixed(2)} MiB, in every round`,
        worst: true,
        max: allowed,
      },
    ],
    candidates: [
      candidate('FrameStorage', 'ours', 'browser.mjs', { ...which, store: 'frameStorage' }),
      candidate('FrameStorage, transferred', 'variant', 'browser.mjs', { ...which, store: 'frameStorageTransferred' }),
      candidate('IndexedDB', 'peer', 'browser.mjs', { ...which, store: 'indexedDb' }),
      candidate('an array of frames', 'peer', 'browser.mjs', { ...which, store: 'array' }),
      candidate('sync handle, transferred', 'limit', 'browser.mjs', { ...which, store: 'transferred' }),
    ],
  }
}

const nodeCandidates = (which, figure) =>
  [
    ['FrameStorage', 'ours', 'frameStorage'],
    ['lmdb', 'peer', 'lmdb', { package: 'lmdb' }],
    ['a file per frame', 'peer', 'filePerFrame'],
    ['an array of frames', 'peer', 'array'],
  ].map(([name, role, store, more]) => candidate(name, role, 'node.mjs', { ...which, store, figure }, more))

const inNode = which => ({
  ...common,
  title: `Memory of a Node program that stores and reads ${sized(which)}`,
  about: `The highest reading of heap + external memory, after a collection, at 20 frames while they are being stored and at 20 while they are gone through, above that with the storage open and empty, after one that was filled and deleted. All frames are compared. Each round is a process. ${tableMiB(which).toFixed(2)} MiB are what the table of the frames may take.`,
  browser: false,
  rounds: { full: 5, quick: 1 },
  candidates: nodeCandidates(which, 'held'),
})

// Flat: of what they store, the later frames leave less than a hundredth behind.
const residentInNode = which => {
  const allowed = (0.9 * which.count * frameMiB(which.shape)) / 100
  return {
    ...common,
    title: `Resident memory that the frames after the first tenth add: ${sized(which)}`,
    about:
      'By how much the greatest resident memory of a Node program passes that of its first tenth of the frames: of storing or of going through them, whichever is more. Read at each frame, garbage included, for nobody collects. All frames are compared. Each round is a process. Pages of a file that a process maps, as lmdb does, count as resident, though the system may take them back.',
    browser: false,
    rounds: { full: 5, quick: 1 },
    goals: [
      {
        text: `flat: less than a hundredth of these frames = ${allowed.toFixed(2)} MiB, in every round`,
        worst: true,
        max: allowed,
      },
    ],
    candidates: nodeCandidates(which, 'resident'),
  }
}

const each = (name, counts, bench) => counts.map(count => [`${name}-${count}`, bench(cases[count])])

export const benches = Object.fromEntries([
  ...each('frame-memory-browser', [100, 1000, 10_000], inBrowser),
  ...each('frame-memory-node', [100, 1000, 10_000], inNode),
  ...each('frame-resident-node', [1000, 10_000], residentInNode),
])
