const module = 'candidates.mjs'

export const benches = {
  'store-frame-browser': {
    title: 'Storing a frame of 1 MB from a page',
    about:
      'The median wall clock in Chromium of 100 frames in a row, each awaited; the page is isolated. FrameStorage and the limits marked “+ checksum + range” keep a checksum and the range of values, found in the worker; the others keep neither. The caller keeps its buffer except where it is transferred.',
    unit: 'ms',
    better: 'lower',
    browser: true,
    builds: ['@plimsoll/frame-storage'],
    rounds: { full: 11, quick: 3 },
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
      { name: 'FrameStorage', role: 'ours', module, start: 'frameStorage' },
      { name: 'FrameStorage, transferred', role: 'variant', module, start: 'frameStorageTransferred' },
      { name: 'IndexedDB', role: 'peer', module, start: 'indexedDb' },
      { name: 'OPFS, createWritable', role: 'peer', module, start: 'opfsAsync' },
      { name: 'sync handle, transferred, + checksum + range', role: 'limit', module, start: 'transferredChecked' },
      { name: 'sync handle, shared, + checksum + range', role: 'limit', module, start: 'sharedChecked' },
      { name: 'sync handle, transferred', role: 'limit', module, start: 'transferred' },
      { name: 'sync handle, shared', role: 'limit', module, start: 'shared' },
    ],
  },
}
