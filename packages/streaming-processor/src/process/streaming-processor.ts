import { checkSize } from '../chunks/cut.js'
import { checkKeys, StreamError } from '../errors.js'
import type { LinesOptions } from '../lines/line-options.js'
import { lines } from '../lines/lines.js'
import type { ByteSource } from '../source/byte-source.js'
import { fileSource } from '../source/node-file.js'
import type { Source } from '../source/source.js'
import { type ChunkFunction, startRun } from './process.js'
import { checkProcess, type ProcessOptions, processKeys } from './process-options.js'
import type { ProcessRun } from './process-run.js'

/** What all runs of a {@link StreamingProcessor} have in common; the options of a call come before these. */
export interface StreamingProcessorOptions
  extends Omit<ProcessOptions<unknown>, 'size' | 'sizeOf' | 'onError' | 'commit' | 'checkpoint' | 'id' | 'total'> {
  /** As that of {@link process}, without a function. */
  readonly onError?: 'throw' | 'skip'
  /**
   * Items per chunk.
   *
   * @defaultValue 1000
   */
  readonly chunkSize?: number
}

/** The options of one call. */
export interface ProcessChunksOptions<Item, Result = unknown> extends Omit<ProcessOptions<Item, Result>, 'size'> {
  /**
   * Items per chunk, of this call.
   *
   * @defaultValue that of the processor
   */
  readonly chunkSize?: number
}

/** The options of one call, and how the lines are read. */
export interface ProcessFileOptions<Result = unknown>
  extends ProcessChunksOptions<string, Result>,
    Omit<LinesOptions, 'signal'> {}

const lineKeys = ['maxLineBytes', 'keepBom', 'range', 'blockBytes', 'decompress'] as const
const callKeys = () => ['chunkSize', ...processKeys.filter(key => key !== 'size')]
// These say something of one source alone.
const perCall = ['sizeOf', 'commit', 'checkpoint', 'id', 'total']
const commonKeys = () => callKeys().filter(key => !perCall.includes(key))

/**
 * Works through sequences and files in chunks: {@link process} with options that are given once.
 *
 * @example
 * ```ts
 * const processor = new StreamingProcessor({ chunkSize: 500, concurrency: 4 })
 * for await (const ids of processor.processFileLines('events.ndjson', insertAll)) console.log(ids.length)
 * const report = await processor.processInChunks(rows, insertAll).finish()
 * ```
 */
export class StreamingProcessor {
  /** Items per chunk, where a call does not say otherwise. */
  readonly chunkSize: number
  readonly #options: Omit<StreamingProcessorOptions, 'chunkSize'>

  /**
   * @throws {@link StreamError} `STREAM_INVALID_SIZE`, `STREAM_INVALID_OPTIONS`
   */
  constructor(options: StreamingProcessorOptions = {}) {
    checkKeys('StreamingProcessor', options, commonKeys())
    const { chunkSize, ...common } = options
    this.chunkSize = checkSize('chunkSize', chunkSize ?? 1000)
    if (chunkSize !== undefined && common.maxBytes !== undefined) {
      const text = 'the options give both chunkSize and maxBytes; give one of them'
      throw new StreamError('STREAM_INVALID_OPTIONS', text)
    }
    checkProcess([], common, 'StreamingProcessor')
    this.#options = common
  }

  /**
   * Works through any source, chunk by chunk.
   *
   * @param items - an iterable, an async iterable or a stream
   * @param fn - called with an array of items; answers a result, or a promise of it
   * @returns the run: `for await` for one result per chunk, `finish()` to let it run
   * @throws {@link StreamError} as {@link process} does
   */
  processInChunks<Item, Result>(
    items: Source<Item>,
    fn: ChunkFunction<Item, Result>,
    options: ProcessChunksOptions<Item, Awaited<Result>> = {},
  ): ProcessRun<Awaited<Result>> {
    checkKeys('processInChunks', options, callKeys())
    const { chunkSize, ...given } = options
    // What is given as undefined is not given.
    const own: Omit<ProcessChunksOptions<Item, Awaited<Result>>, 'chunkSize'> = withoutGaps(given)
    const { maxBytes, ...common } = this.#options
    if (chunkSize !== undefined) {
      return startRun(items, fn, { ...common, ...own, size: checkSize('chunkSize', chunkSize) }, 'processInChunks')
    }
    const bytes = own.maxBytes ?? maxBytes
    const cut = bytes === undefined ? { size: this.chunkSize } : { maxBytes: bytes }
    return startRun(items, fn, { ...common, ...own, ...cut }, 'processInChunks')
  }

  /**
   * Works through the lines of a file, as {@link lines} reads them.
   *
   * @param file - a path or `file:` URL where there is a file system; a `File`, a `Blob`, a stream, or whatever else
   * {@link lines} takes
   * @param fn - called with an array of lines
   * @throws {@link StreamError} as {@link lines} and {@link process} do
   */
  processFileLines<Result>(
    file: string | URL | ByteSource,
    fn: ChunkFunction<string, Result>,
    options: ProcessFileOptions<Awaited<Result>> = {},
  ): ProcessRun<Awaited<Result>> {
    checkKeys('processFileLines', options, [...callKeys(), ...lineKeys])
    const { maxLineBytes, keepBom, range, blockBytes, decompress, ...own } = options
    const given = { maxLineBytes, keepBom, range, blockBytes, decompress }
    const source = typeof file === 'string' || file instanceof URL ? fileSource(file) : file
    return this.processInChunks(lines(source, withoutGaps(given)), fn, own)
  }
}

/** Options without those that were not given. */
function withoutGaps<Options extends object>(
  options: Options,
): { [Key in keyof Options]?: Exclude<Options[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
}
