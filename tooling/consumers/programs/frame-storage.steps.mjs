export const steps = {
  'vite5-dev': {
    takes: 'optimizeDeps.exclude names the package',
    documented: "Vite 5 to 7 need `optimizeDeps: { exclude: ['@plimsoll/frame-storage'] }`",
    exclude: ['@plimsoll/frame-storage'],
  },
  esbuild: {
    takes: 'frame-storage.worker.js and frame-storage.video.worker.js are copied beside the bundle',
    documented: 'With esbuild and others put the one file `@plimsoll/frame-storage/worker` beside your bundle',
    beside: ['@plimsoll/frame-storage/worker', '@plimsoll/frame-storage/video-worker'],
  },
}
