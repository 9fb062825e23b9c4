import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { nodeFiles } from '@plimsoll/files/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** A thread that takes the lock, says so, and does what `then` says. */
async function holder(directory: string, then: string): Promise<Worker> {
  const code = `
    import { parentPort } from 'node:worker_threads'
    import { nodeFiles } from ${JSON.stringify(new URL('../dist/node.js', import.meta.url).href)}
    globalThis.lock = await nodeFiles({ directory: ${JSON.stringify(directory)} }).lock('f')
    parentPort.postMessage('held')
    ${then}
  `
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { stderr: true })
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return worker
}

describe.runIf(process.platform === 'linux')('a lock of a thread of Node, on Linux', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-threads-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  it('is held while the thread lives, against others of the same process', async () => {
    const worker = await holder(directory, 'setInterval(() => {}, 1000)')
    const refused = nodeFiles({ directory }).lock('f', { timeoutMs: 0 })
    await expect(refused).rejects.toMatchObject({ code: 'FILES_LOCKED' })
    await worker.terminate()
  })

  it.each([
    ['is terminated', 'setInterval(() => {}, 1000)'],
    ['calls process.exit', 'process.exit(0)'],
    ['comes to its end', ''],
  ])('passes on when the thread %s', async (_, then) => {
    const worker = await holder(directory, then)
    if (then.startsWith('set')) await worker.terminate()
    else await new Promise(resolve => worker.once('exit', resolve))
    await (await nodeFiles({ directory }).lock('f', { timeoutMs: 20_000 })).release()
    expect(await readdir(directory)).toEqual([])
  })
})
