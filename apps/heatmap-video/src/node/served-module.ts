import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import type { Job } from '../job.js'

const place = 'http://localhost/own-module/'

const types: Readonly<Record<string, string>> = { '.json': 'application/json', '.wasm': 'application/wasm' }

/**
 * Makes a module of this machine one that the page can load, with what lies in its folder and below: the browser is answered
 * here, by nobody else's server.
 *
 * @returns the job with the address that the page knows; as it was where its model is no file
 */
export async function servedModule(context: BrowserContext, job: Job): Promise<Job> {
  if (job.model !== 'module' || !job.source?.startsWith('file:')) return job
  const file = fileURLToPath(job.source)
  const folder = dirname(file)
  await context.route(`${place}**`, async route => {
    const asked = resolve(
      folder,
      decodeURIComponent(new URL(route.request().url()).pathname.slice('/own-module/'.length)),
    )
    const within = relative(folder, asked)
    const body = within.startsWith(`..${sep}`) ? undefined : await readFile(asked).catch(() => undefined)
    const contentType = types[extname(asked)] ?? 'text/javascript'
    const headers = { 'cross-origin-resource-policy': 'same-origin' }
    await route.fulfill(body ? { body, contentType, headers } : { status: 404, headers })
  })
  return { ...job, source: `${place}${encodeURIComponent(basename(file))}` }
}
