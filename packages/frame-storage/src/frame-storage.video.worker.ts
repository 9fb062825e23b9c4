/**
 * The worker that renders films: WebCodecs and mediabunny in one file, for bundlers and content policies that need a path.
 *
 * @module video-worker
 */
import { expose } from '@plimsoll/workers'
import { videoWorkerApi } from './video/video-worker-api.js'

expose(videoWorkerApi)
