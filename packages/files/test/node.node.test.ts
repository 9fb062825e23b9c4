import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it } from 'vitest'
import { platformFiles } from '../src/index.node.js'
import { nodeFiles } from '../src/node.js'
import { describeBackend } from './describe-backend.js'
import { describeCrashes } from './describe-crashes.js'

const rooms: string[] = []
const room = async () => {
  const made = await mkdtemp(join(tmpdir(), 'plimsoll-files-'))
  rooms.push(made)
  return made
}
afterAll(async () => {
  for (const made of rooms) await rm(made, { recursive: true, force: true })
})

describeBackend('Node', async () => {
  const directory = join(await room(), 'made/with the first file')
  return { files: nodeFiles({ directory }), again: () => nodeFiles({ directory }) }
})

describeCrashes('Node', 60, async () => nodeFiles({ directory: await room() }))

describe('nodeFiles', () => {
  it('is what platformFiles answers in Node', async () => {
    const directory = await room()
    expect(platformFiles({ directory })).toMatchObject({ kind: 'node', directory })
  })

  it('refuses a directory that is none', () => {
    expect(() => nodeFiles({ directory: '' })).toThrow(expect.objectContaining({ code: 'FILES_INVALID_OPTIONS' }))
  })

  it('refuses options that name no directory, and says what to give', () => {
    for (const [make, name] of [
      [nodeFiles, 'nodeFiles'],
      [platformFiles, 'platformFiles'],
    ] as const) {
      for (const [given, text] of [
        [undefined, `${name} was given undefined;`],
        [null, `${name} was given null;`],
        ['./results', `${name} was given "./results";`],
        [{}, `directory undefined of ${name};`],
        [{ directory: 5n }, `directory 5 of ${name};`],
        [{ directory: ['a'] }, `directory a value of type Array of ${name};`],
      ] as const) {
        const message = `${text} give the path of a folder: ${name}({ directory: 'results' })`
        const refusal = expect.objectContaining({ name: 'FilesError', code: 'FILES_INVALID_OPTIONS', message })
        expect(() => make(given as never)).toThrow(refusal)
      }
    }
  })

  it('takes bytes of another realm, and those of Node', async () => {
    const file = await nodeFiles({ directory: await room() }).open('f', { create: true })
    await file.writeAt(runInNewContext('Uint8Array.of(1, 2, 3)'), 0)
    await file.writeAt(Buffer.of(4), 1)
    const into = runInNewContext('new Uint8Array(3)')
    expect([await file.readAt(into, 0), ...into]).toEqual([3, 1, 4, 3])
    await file.close()
  })

  it('passes on what the system says, with its words', async () => {
    const directory = await room()
    await writeFile(join(directory, 'file'), '')
    const refused = nodeFiles({ directory }).open('file/below', { create: true })
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FAILED', cause: { code: 'EEXIST' } })
  })

  it.runIf(process.platform === 'linux')('names a full disk, and how much was needed', async () => {
    const file = await nodeFiles({ directory: '/dev' }).open('full')
    const refused = file.writeAt(new Uint8Array(100), 0)
    await expect(refused).rejects.toMatchObject({ code: 'FILES_FULL', neededBytes: 100, cause: { code: 'ENOSPC' } })
    await file.close()
  })
})
