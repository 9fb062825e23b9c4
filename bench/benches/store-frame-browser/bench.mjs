const module = 'candidates.mjs'
const common = {
  unit: 'ms',
  better: 'lower',
  browser: true,
  builds: ['@plimsoll/frame-storage'],
  rounds: { full: 11, quick: 3 },
}

const storing = (name, role, store, more = {}) => ({
  name,
  role,
  module,
  start: 'storing',
  options: { store },
  ...more,
})
const reading = (name, role, store) => ({ name, role, module, start: 'reading', options: { store } })
const peer = (name, store) => storing(name, 'peer', store, { package: name })

const peers = [
  storing('IndexedDB', 'peer', 'indexedDb'),
  peer('idb', 'idb'),
  peer('localforage', 'localforage'),
  peer('dexie', 'dexie'),
  storing('OPFS, createWritable', 'peer', 'opfsAsync'),
  peer('opfs-tools', 'opfsTools'),
]

const ours = [
  storing('FrameStorage', 'ours', 'frameStorage'),
  storing('FrameStorage, transferred', 'variant', 'frameStorageTransferred'),
]

const transferred = [
  storing('sync handle, transferred, + checksum + range', 'limit', 'transferredChecked'),
  storing('sync handle, transferred', 'limit', 'transferred'),
]

const kept =
  'FrameStorage and the limits marked “+ checksum + range” keep a checksum and the range of values, found in the worker; the others keep neither. The caller keeps its buffer except where it is transferred; opfs-tools takes it away. All frames are read back and compared outside the clock.'

const readingPeers = [reading('IndexedDB', 'peer', 'indexedDb'), reading('OPFS, getFile', 'peer', 'opfsAsync')]

const readingAbout =
  'The median wall clock in Chromium of 400 reads of 100 frames in no order, each awaited; the page is isolated. FrameStorage has looked at the checksums before, when it first read the frames. All frames are compared outside the clock.'

const plainPage = candidate => ({ ...candidate, options: { ...candidate.options, isolated: false } })

export const benches = {
  'store-frame-browser': {
    ...common,
    title: 'Storing a frame of 1 MB from a page',
    about: `The median wall clock in Chromium of 100 frames in a row, each awaited; the page is isolated. ${kept}`,
    goals: [
      {
        text: 'at most 1.25 times the time of the limit with checksum and range',
        to: 'sync handle, transferred, + checksum + range',
        min: 1 / 1.25,
      },
      {
        text: 'the same of the limit in shared memory',
        to: 'sync handle, shared, + checksum + range',
        min: 1 / 1.25,
      },
      { text: 'at least 5 times as fast as raw IndexedDB', to: 'IndexedDB', min: 5 },
    ],
    candidates: [
      ...ours,
      ...peers,
      ...transferred,
      storing('sync handle, shared, + checksum + range', 'limit', 'sharedChecked'),
      storing('sync handle, shared', 'limit', 'shared'),
    ],
  },
  'store-frame-browser-plain': {
    ...common,
    title: 'Storing a frame of 1 MB from a page that is not isolated',
    about: `The median wall clock in Chromium of 100 frames in a row, each awaited; no header makes the page isolated, so that there is no shared memory and the clock goes by 0.1 ms. ${kept}`,
    goals: [
      {
        text: 'at most 1.25 times the time of the limit with checksum and range',
        to: 'sync handle, transferred, + checksum + range',
        min: 1 / 1.25,
      },
      { text: 'at least 3 times as fast as raw IndexedDB', to: 'IndexedDB', min: 3 },
    ],
    candidates: [...ours, ...peers, ...transferred].map(plainPage),
  },
  'store-frame-indexeddb': {
    ...common,
    title: 'Storing a frame of 1 MB in IndexedDB',
    about:
      'The median wall clock in Chromium of 100 frames in a row, each awaited. FrameStorage has indexedDbFiles as its backend: it works in the page, cuts a frame into values of at most 1 MiB, and keeps a checksum and the range of values; so does the limit marked so, and IndexedDB alone puts the grid as one value. All frames are read back and compared outside the clock.',
    goals: [
      { text: 'at most 1.1 times the time of raw IndexedDB', to: 'IndexedDB', min: 1 / 1.1 },
      {
        text: 'at most 1.1 times the same with checksum and range',
        to: 'IndexedDB + checksum + range',
        min: 1 / 1.1,
      },
    ],
    candidates: [
      storing('FrameStorage on indexedDbFiles', 'ours', 'frameStorageIndexedDb'),
      storing('IndexedDB', 'peer', 'indexedDb'),
      storing('IndexedDB + checksum + range', 'limit', 'indexedDbChecked'),
    ],
  },
  'read-frame-browser': {
    ...common,
    title: 'Reading a frame of 1 MB into a page',
    about: `${readingAbout} Each is a new grid; the worker transfers it.`,
    goals: [{ text: 'at most 1.5 times the time of the limit', to: 'sync handle, transferred', min: 1 / 1.5 }],
    candidates: [
      reading('getFrame', 'ours', 'frameStorage'),
      ...readingPeers,
      reading('sync handle, transferred', 'limit', 'transferred'),
    ],
  },
  'read-frame-browser-into': {
    ...common,
    title: 'Reading a frame of 1 MB into a grid that a page gives',
    about: `${readingAbout} FrameStorage and the limit, which reads into shared memory, copy it into the grid that is given; the peers make a new one.`,
    goals: [{ text: 'at most 1.5 times the time of the limit', to: 'sync handle, shared', min: 1 / 1.5 }],
    candidates: [
      reading('getFrame with into', 'ours', 'frameStorageReusing'),
      ...readingPeers,
      reading('sync handle, shared', 'limit', 'shared'),
    ],
  },
}
