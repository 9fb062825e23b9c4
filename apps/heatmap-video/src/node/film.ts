import { mkdir, rename, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { browserPath } from '@plimsoll/tooling/browser'
import { listen } from '@plimsoll/tooling/serve'
import type { BrowserContext, Page } from 'playwright-core'
import { rangeText } from '../colour-range.js'
import { countCells, type Job } from '../job.js'
import { pageLoad } from '../page-load.js'
import { checkView, viewText } from '../view.js'
import { type Followed, followPage } from './follow-page.js'
import { lineOf } from './job-line.js'
import type { RenderOptions, RenderReport } from './render.js'
import { servedModule } from './served-module.js'

// The browser's files belong to an origin: this name stays the same, whatever port the server got.
const host = 'localhost'

/** Where the film goes, and its format. */
export interface FilmOutput {
  readonly path: string
  readonly format: 'mp4' | 'webm'
}

/**
 * Lets the page of this app do the job, in a browser without a window, and takes the film from it.
 *
 * The browser's profile, and in it the frames, lies in `<film>.sweep` (or in `options.session`) until the film is there,
 * so that a call that was stopped or killed goes on with the first missing frame.
 */
export async function renderFilm(job: Job, output: FilmOutput, options: RenderOptions): Promise<RenderReport> {
  const startMs = performance.now()
  const { workers = availableParallelism(), maxMemory } = options
  checkView(job, options.view)
  lineOf(pageLoad(job, workers), maxMemory)
  const profile = options.session ?? `${output.path}.sweep`
  await mkdir(dirname(output.path), { recursive: true })
  const server = await listen(0)
  let followed: Followed
  try {
    const { port } = server.address() as AddressInfo
    const context = await openBrowser(profile, port)
    try {
      const page = context.pages()[0] ?? (await context.newPage())
      followed = await followPage(page, address(await servedModule(context, job), output, options), options)
      await download(page, output.path)
    } finally {
      await context.close()
    }
  } finally {
    server.close()
    server.closeAllConnections()
  }
  if (options.session === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  const { film, budget, memory, cellsSimulated, sweepSeconds } = followed
  const { size: bytes } = await stat(output.path)
  return {
    job,
    frames: job.t.steps,
    cells: countCells(job).total,
    cellsSimulated,
    sweepSeconds,
    cellsPerSecond: sweepSeconds > 0 ? cellsSimulated / sweepSeconds : 0,
    seconds: (performance.now() - startMs) / 1000,
    range: undefined,
    budget,
    memory,
    files: [output.path],
    film: { ...film, bytes },
    pictures: undefined,
  }
}

async function openBrowser(profile: string, port: number): Promise<BrowserContext> {
  let executablePath: string
  try {
    executablePath = browserPath()
  } catch (cause) {
    throw new Error(`${(cause as Error).message} Without a browser, --out frames/ writes PNG files.`, { cause })
  }
  const { chromium } = await import('playwright-core')
  return chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [`--host-resolver-rules=MAP ${host} 127.0.0.1:${port}`],
    // Ctrl-C is for the command, which then closes the browser in its own time.
    handleSIGINT: false,
    handleSIGTERM: false,
  })
}

function address(
  job: Job,
  { format }: FilmOutput,
  { colours, range, view, fps, scale, workers, maxMemory }: RenderOptions,
): string {
  const query = new URLSearchParams({ job: JSON.stringify(job), auto: 'render', format, fps: String(fps), colours })
  // A profile that was named is the user's, and another job in it goes on where it was, however late.
  query.set('cleanup', 'off')
  if (job.z) query.set('view', viewText(view))
  if (range.kind !== 'global') query.set('range', rangeText(range))
  if (scale !== undefined) query.set('scale', String(scale))
  if (workers !== undefined) query.set('workers', String(workers))
  if (maxMemory !== undefined) query.set('maxMemory', `${maxMemory} B`)
  return `http://${host}/heatmap-video/?${query}`
}

/** Takes the film from the page's link: under another name first, so that a film that is there is whole. */
async function download(page: Page, path: string): Promise<void> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()])
  const fresh = join(dirname(path), `.${basename(path)}.part`)
  await file.saveAs(fresh)
  await rename(fresh, path)
}
