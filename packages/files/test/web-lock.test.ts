import { afterEach, describe, expect, it, vi } from 'vitest'
import { indexedDbFiles } from '../src/indexeddb.js'
import { opfsFiles } from '../src/opfs.js'

describe.each([
  ['opfsFiles', opfsFiles],
  ['indexedDbFiles', indexedDbFiles],
])('a lock of %s', (_, make) => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['no navigator', undefined],
    ['no Web Locks', {}],
  ])('is refused by name where there is %s', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator)
    const refused = make({ directory: 'a' }).lock('f')
    await expect(refused).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_UNSUPPORTED' })
  })

  it('passes on what the browser says, with its words', async () => {
    const cause = new DOMException('the page is not active', 'InvalidStateError')
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(cause) } })
    const refused = make({ directory: 'a' }).lock('f', { timeoutMs: 1000 })
    await expect(refused).rejects.toMatchObject({ name: 'FilesError', code: 'FILES_FAILED', cause })
  })
})
