import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { StreamingProcessor } from '@plimsoll/streaming-processor'
import { afterAll, beforeAll, expect, it } from 'vitest'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plimsoll-process-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

it('works through the lines of a file by its path or URL', async () => {
  const path = join(directory, 'lines.txt')
  await writeFile(path, 'a\nb\nc\n')
  const processor = new StreamingProcessor({ chunkSize: 2 })
  for (const file of [path, pathToFileURL(path)]) {
    const results: string[][] = []
    for await (const chunk of processor.processFileLines(file, chunk => chunk)) results.push(chunk)
    expect(results).toEqual([['a', 'b'], ['c']])
  }
  const missing = processor.processFileLines(join(directory, 'none.txt'), chunk => chunk)
  await expect(missing.finish()).rejects.toMatchObject({ code: 'ENOENT' })
})
