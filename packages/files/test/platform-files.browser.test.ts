import { afterEach, describe, expect, it } from 'vitest'
import { platformFiles } from '../src/index.browser.js'

const getDirectory = Object.getOwnPropertyDescriptor(StorageManager.prototype, 'getDirectory') as PropertyDescriptor

describe('the files of the platform', () => {
  afterEach(() => Object.defineProperty(StorageManager.prototype, 'getDirectory', getDirectory))

  it('lie in the origin private file system where there is one', () => {
    expect(platformFiles({ directory: 'results' }).kind).toBe('opfs')
  })

  it('lie in IndexedDB where there is none', async () => {
    Object.defineProperty(StorageManager.prototype, 'getDirectory', { value: undefined, configurable: true })
    const files = platformFiles({ directory: `platform-${crypto.randomUUID()}` })
    expect(files.kind).toBe('indexeddb')
    const file = await files.open('numbers', { create: true })
    await file.writeAt(Uint8Array.of(1, 2, 3), 0)
    const read = new Uint8Array(3)
    await file.readAt(read, 0)
    await file.close()
    expect(read).toEqual(Uint8Array.of(1, 2, 3))
    await files.remove('numbers')
  })
})
