import type * as fs from 'node:fs'
import { builtin, host } from './builtin.js'

/** Reads the resident set of this process. */
export interface RssReader {
  /** Answers bytes. */
  read(): number | undefined
  /** Closes the file; the next read opens it again. */
  close(): void
}

/**
 * Reads the resident set from `/proc/self/statm` by a kept file descriptor, a quarter of what `memoryUsage.rss()`
 * costs; by the latter where there is no such file.
 *
 * @param path - the file, where it is not the usual one
 */
export function rssReader(path = '/proc/self/statm'): RssReader {
  const files = builtin<typeof fs>('node:fs')
  const plain = host()?.memoryUsage
  const slow = () => (typeof plain?.rss === 'function' ? plain.rss() : plain?.().rss)
  const text = new Uint8Array(128)
  let file: number | undefined
  let pageBytes = 0

  const open = () => {
    if (!files || pageBytes < 0) return
    try {
      file = files.openSync(path, 'r')
      pageBytes ||= pageSize(pages(text, files.readSync(file, text, 0, text.length, 0)), slow())
    } catch {
      pageBytes = -1
    }
  }
  const close = () => {
    if (file !== undefined) files?.closeSync(file)
    file = undefined
  }
  return {
    read() {
      if (file === undefined) open()
      if (file === undefined || pageBytes <= 0) return slow()
      try {
        return pages(text, (files as typeof fs).readSync(file, text, 0, text.length, 0)) * pageBytes
      } catch {
        return slow()
      }
    },
    close,
  }
}

/** The second number of the line, as digits; no string is made of it. */
function pages(text: Uint8Array, length: number): number {
  let index = 0
  while (index < length && text[index] !== 32) index++
  let count = 0
  for (index++; index < length && text[index] !== 32; index++) count = count * 10 + (text[index] as number) - 48
  return count
}

// 4 KiB nearly everywhere, 16 or 64 KiB on some ARM systems; nothing tells it but the comparison.
function pageSize(count: number, rss: number | undefined): number {
  if (!rss || !count) return 4096
  return Math.max(4096, 2 ** Math.round(Math.log2(rss / count)))
}
