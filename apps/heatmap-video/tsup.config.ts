import { defineConfig } from 'tsup'

// Into the folder that vite has just emptied and filled with the page. The packages stay imports, from their own builds;
// the worker is one file without imports.
const shared = { format: 'esm', platform: 'node', target: 'node20', sourcemap: true, clean: false } as const

export default defineConfig([
  { ...shared, entry: { cli: 'src/cli.ts' } },
  { ...shared, entry: { 'sweep.worker': 'src/sweep.worker.ts' }, splitting: false, noExternal: [/.*/] },
])
