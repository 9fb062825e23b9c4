import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type FrameReader, openDataFile } from '../data-file.js'
import type { Job } from '../job.js'
import { UsageError } from './usage-error.js'

const excluded = ['model', 'expression', 'module', 'x', 'y', 'z', 't'] as const

/** A file that a call names: the job of its frames, and how it is opened, from its beginning each time. */
export interface AskedData {
  readonly job: Job
  open(): Promise<FrameReader>
}

/**
 * Reads the header of the file of `--data`.
 *
 * @throws {@link UsageError} beside options that a file leaves nothing to choose for, and for a path without a file
 */
export async function dataAsked(
  path: string,
  options: Readonly<Partial<Record<(typeof excluded)[number], string>>>,
): Promise<AskedData> {
  const other = excluded.find(name => options[name] !== undefined)
  if (other) throw new UsageError(`--data says what the frames are; leave out --${other}`)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`--data: there is no file ${path}`)
  const opened = () => openDataFile(basename(path), found.size, createReadStream(path, { highWaterMark: 2 ** 18 }))
  const first = await opened()
  await first.reader.cancel()
  return { job: first.job, open: async () => (await opened()).reader }
}
