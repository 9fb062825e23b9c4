import { afterAll, describe, expect, it } from 'vitest'
import { opfsFiles } from '../src/opfs.js'

const directory = `dead-worker-test-${crypto.randomUUID()}`

afterAll(async () => {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(directory, { recursive: true }).catch(() => {})
})

describe('a file of OPFS whose worker died', () => {
  it('is closed, and touches no file that was opened since', async () => {
    const workers: Worker[] = []
    const worker = () => {
      const started = new Worker(new URL('../src/files.worker.ts', import.meta.url), { type: 'module' })
      workers.push(started)
      return started
    }
    const files = opfsFiles({ directory, worker })
    const first = await files.open('first', { create: true })
    const second = await files.open('second', { create: true })
    await first.writeAt(Uint8Array.of(1, 1, 1, 1), 0)
    workers[0]?.terminate()
    // Settles when the page knows of the end.
    await first.size().catch(() => {})
    const third = await files.open('third', { create: true })
    const fourth = await files.open('fourth', { create: true })
    await third.writeAt(Uint8Array.of(3, 3, 3, 3), 0)
    for (const file of [first, second]) {
      for (const use of [
        () => file.writeAt(Uint8Array.of(9), 0),
        () => file.readAt(new Uint8Array(1), 0),
        () => file.truncate(1),
        () => file.flush(),
        () => file.size(),
      ]) {
        const message = `file "${file.name}" is closed; open it again`
        await expect(use()).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_CLOSED', message })
      }
      await file.close()
    }
    const into = new Uint8Array(5)
    expect([await third.readAt(into, 0), ...into, await fourth.size()]).toEqual([4, 3, 3, 3, 3, 0, 0])
    await third.close()
    await fourth.close()
    const again = await files.open('first')
    expect([await again.readAt(into, 0), ...into]).toEqual([4, 1, 1, 1, 1, 0])
    await again.close()
    expect(workers.length).toBe(3)
  })
})
