import { build } from '@plimsoll/tooling/tsup'

const builds = build({
  entries: { index: 'src/index.ts', video: 'src/video/index.ts', npy: 'src/npy/index.ts', zarr: 'src/zarr/index.ts' },
  workers: {
    'frame-storage.worker': 'src/frame-storage.worker.ts',
    'frame-storage.video.worker': 'src/frame-storage.video.worker.ts',
  },
})

// What a page would start as a worker of its own has no file beside ours, and is never started inside one; but a bundler
// that finds this very expression looks for it, and fails. In a worker, its own address says the same.
const define = { 'import.meta.url': 'self.location.href' }

export default builds.map(options => (options.splitting ? options : { ...options, define }))
