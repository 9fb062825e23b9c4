// Folders of files that a test lays out, gone when it has ended.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'

const rooms = []
afterEach(() => {
  for (const room of rooms.splice(0)) rmSync(room, { recursive: true, force: true })
})

/** Lays out files in a new folder, by path. */
export function plant(files) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-planted-'))
  rooms.push(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

/** What a planted package says of itself. */
export const manifest = (title, more) => ({
  ...{ name: `@planted/${title}`, version: '0.0.0', type: 'module', files: ['*.js'], exports: { '.': './index.js' } },
  ...more,
})
