export const steps = {
  'vite5-dev': {
    takes: 'optimizeDeps.exclude names @plimsoll/files',
    documented: "Vite 5 to 7 need `optimizeDeps: { exclude: ['@plimsoll/files'] }`",
    exclude: ['@plimsoll/files'],
  },
  esbuild: {
    takes: 'files.worker.js is copied beside the bundle',
    documented: 'With esbuild and others put the one file `@plimsoll/files/worker` beside your bundle',
    beside: ['@plimsoll/files/worker'],
  },
}
