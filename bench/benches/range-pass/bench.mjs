const module = 'candidates.mjs'

export const benches = {
  'range-pass-node': {
    title: 'Least, greatest and mean value of a frame of 1 MB',
    about:
      'CPU time of one pass over 250,000 values of float32, all finite, in Node. Grids come in buffers of their own, so that SIMD needs each block of 4,096 values copied into the memory of its module first. FrameStorage uses it for float32 outside of browsers; in pages and their workers a strict content policy would report it, so the plain pass stays there, as for all other types.',
    unit: 'ms',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/frame-storage'],
    rounds: { full: 11, quick: 3 },
    goals: [{ text: 'at least 1.5 times as fast as plain JavaScript', to: 'plain JavaScript', min: 1.5 }],
    candidates: [
      { name: 'WebAssembly SIMD, block by block', role: 'ours', module, start: 'simdBlocks' },
      { name: 'plain JavaScript', role: 'peer', module, start: 'plain' },
      { name: 'WebAssembly SIMD, in place', role: 'limit', module, start: 'simdInPlace' },
    ],
  },
}
