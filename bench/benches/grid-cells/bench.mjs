const candidate = (name, role, start) => ({ name, role, module: 'candidates.mjs', start })

export const benches = {
  'grid-cells': {
    title: 'Walking the cells of a grid of 50 × 50 × 400',
    about:
      'CPU time per cell of a walk that writes one number for each of 1,000,000 cells. An array of cells is made first, as programs do that have no other way to hand them out.',
    unit: 'ns',
    better: 'lower',
    browser: false,
    builds: ['@plimsoll/streaming-processor'],
    rounds: { full: 11, quick: 3 },
    candidates: [
      candidate('gridCells(…).forEach', 'ours', 'called'),
      candidate('for of gridCells(…)', 'variant', 'oneByOne'),
      candidate('a generator of objects', 'peer', 'generated'),
      candidate('an array of objects', 'peer', 'listed'),
      candidate('three loops', 'limit', 'nested'),
    ],
  },
}
