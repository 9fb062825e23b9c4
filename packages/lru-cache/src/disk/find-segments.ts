import type { FileBackend, RandomAccessFile } from '@plimsoll/files'
import { DiskTierError } from './disk-tier-error.js'
import type { HashSeeds } from './key-hash.js'
import {
  decodeSegmentHeader,
  numberOf,
  type SegmentHeader,
  segmentHeaderBytes,
  segmentVersion,
} from './segment-format.js'

/** A segment's file, open, by its header. */
export interface SegmentFile {
  readonly header: KnownHeader
  readonly name: string
  readonly file: RandomAccessFile
  readonly size: number
}

/** What is known of a segment: of one whose header is damaged its number, by its name. */
export type KnownHeader = Pick<SegmentHeader, 'seeds' | 'number'> &
  Partial<Pick<SegmentHeader, 'first' | 'formerEnd' | 'kills'>>

/** The files of a store. */
export interface FoundFiles {
  readonly seeds: HashSeeds
  /** The oldest first. */
  readonly files: readonly SegmentFile[]
  readonly lastNumber: number
}

/**
 * Opens the segments of a folder, and removes what counts no more: files that nothing was written to, of another store, of before
 * the last clearing, and the oldest until the others have room. Other files in the folder stay as they are.
 *
 * @throws {@link DiskTierError} `TIER_UNKNOWN_VERSION`, and then nothing was changed; what the backend throws
 */
export async function findSegments(backend: FileBackend, folder: string, maxDiskBytes: number): Promise<FoundFiles> {
  const whole: SegmentFile[] = []
  const broken: Omit<SegmentFile, 'header'>[] = []
  const numbers = new Map<string, number>()
  let lastNumber = 0
  try {
    for (const { name, size } of await backend.list(`${folder}/`)) {
      const number = numberOf(folder, name)
      if (number === undefined) continue
      lastNumber = Math.max(lastNumber, number)
      numbers.set(name, number)
      const file = await backend.open(name)
      const header = await headerOf(file, folder).catch(async error => {
        await file.close().catch(() => {})
        throw error
      })
      if (header?.number === number) whole.push({ header, name, file, size })
      else broken.push({ name, file, size })
    }
    whole.sort((a, b) => a.header.number - b.header.number)
    const last = whole[whole.length - 1]?.header
    const seeds = last?.seeds ?? randomSeeds()
    // Its frames are known by the store and by its number, as long as there is one header to tell the store.
    for (const file of broken) {
      whole.push({ ...file, header: { seeds: last ? seeds : randomSeeds(), number: numbers.get(file.name) as number } })
    }
    whole.sort((a, b) => a.header.number - b.header.number)
    const counts = ({ header, size }: SegmentFile) =>
      header.seeds.low === seeds.low &&
      header.seeds.high === seeds.high &&
      header.number >= (last?.first ?? 0) &&
      size >= segmentHeaderBytes
    const files = whole.filter(counts)
    const gone = whole.filter(file => !counts(file))
    let bytes = files.reduce((sum, { size }) => sum + size, 0)
    while (bytes > maxDiskBytes) {
      const oldest = files.shift() as SegmentFile
      bytes -= oldest.size
      gone.push(oldest)
    }
    for (const { file, name } of gone) {
      await file.close()
      await backend.remove(name)
    }
    return { seeds, files, lastNumber }
  } catch (error) {
    await Promise.allSettled([...whole, ...broken].map(({ file }) => file.close()))
    throw error
  }
}

async function headerOf(file: RandomAccessFile, folder: string): Promise<SegmentHeader | undefined> {
  const bytes = new Uint8Array(segmentHeaderBytes)
  if ((await file.readAt(bytes, 0)) < segmentHeaderBytes) return undefined
  const header = decodeSegmentHeader(bytes)
  if (!header || 'number' in header) return header
  const message = `tier "${folder}" was written by another version of this package (format ${header.version}; this one reads ${segmentVersion})`
  throw new DiskTierError('TIER_UNKNOWN_VERSION', `${message}; update the package, or remove its folder`)
}

function randomSeeds(): HashSeeds {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number]
  return { low, high }
}
