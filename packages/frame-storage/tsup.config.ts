import { build } from '@plimsoll/tooling/tsup'

export default build({
  entries: { index: 'src/index.ts', video: 'src/video/index.ts' },
  workers: {
    'frame-storage.worker': 'src/frame-storage.worker.ts',
    'frame-storage.video.worker': 'src/frame-storage.video.worker.ts',
  },
})
