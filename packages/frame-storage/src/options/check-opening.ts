import { parseBytes } from '@plimsoll/bytes'
import { checkCodec, raw } from '../codec/frame-codec.js'
import { bytesOf, dtypes } from '../dtype.js'
import type { ReadPlan, SessionPlan } from '../engine/session-plan.js'
import { FrameStorageError } from '../errors.js'
import type { Dtype } from '../frame.js'
import { maxFrames } from '../record/frame-table.js'
import type { Json } from '../session/session-header.js'
import { sessionFile } from '../session/session-name.js'
import { shown } from '../shown.js'
import {
  checkBackend,
  checkBudget,
  checkCleanup,
  checkObject,
  checkOpening,
  checkTimeout,
  invalid,
} from './check-options.js'
import type { OpenFrameStorageOptions, ReadFrameStorageOptions } from './opening-options.js'

/** What a frame has less than: a record tells its length in 32 bits. */
export const maxFrameBytes = 2 ** 31

const common = ['session', 'shape', 'dtype', 'backend', 'name', 'budget', 'worker', 'readOnly'] as const
const forWriting = [...common, 'codec', 'meta', 'lockTimeoutMs', 'frames', 'cleanup', 'maxDiskBytes'] satisfies Array<
  keyof OpenFrameStorageOptions
>
const forReading = [...common] satisfies Array<keyof ReadFrameStorageOptions>

/** What the options of an opening say. */
export interface OpeningPlan {
  readonly engine: SessionPlan
  readonly frames: number | undefined
}

/** Answers what to open, all options checked. */
export function checkOptions(options: OpenFrameStorageOptions<Dtype>): OpeningPlan {
  checkObject('FrameStorage.open', options, forWriting)
  checkBackend(options.backend)
  checkBudget(options.budget)
  checkOpening(options)
  const { session, shape, dtype = 'float32', codec = raw(), meta, lockTimeoutMs = 5000 } = options
  const { frames, cleanup = {}, maxDiskBytes, readOnly } = options
  if (readOnly !== undefined && readOnly !== false) throw invalid(`readOnly ${shown(readOnly)}; use true or false`)
  sessionFile(session)
  checkDtype(dtype)
  const steps = checkShape(shape, dtype)
  checkTimeout(lockTimeoutMs)
  if (frames !== undefined && !(Number.isSafeInteger(frames) && frames > 0 && frames <= maxFrames)) {
    throw invalid(`frames ${shown(frames)}; say how many are to come, from 1 to ${maxFrames}, or leave it out`)
  }
  const header = { session, shape: steps, dtype }
  const engine = {
    header: meta === undefined ? header : { ...header, meta: checkMeta(meta) },
    lockTimeoutMs,
    codec: checkCodec(codec),
    disk: {
      maxDiskBytes: maxDiskBytes === undefined ? undefined : parseBytes(maxDiskBytes),
      cleanup: cleanup === false ? undefined : checkCleanup('cleanup', cleanup, ['olderThanMs']),
    },
  }
  return { engine, frames }
}

/** Answers what to open to be read, all options checked. */
export function checkReadOptions(options: ReadFrameStorageOptions): ReadPlan {
  checkObject('FrameStorage.open with readOnly: true', options, forReading)
  checkBackend(options.backend)
  checkBudget(options.budget)
  checkOpening(options)
  const { session, shape, dtype } = options
  sessionFile(session)
  if (dtype !== undefined) checkDtype(dtype)
  return { session, shape: shape && checkShape(shape, dtype ?? 'float32'), dtype }
}

function checkDtype(dtype: Dtype): void {
  if (!dtypes.includes(dtype)) throw invalid(`dtype ${shown(dtype)}; use ${dtypes.join(', ')}`)
}

function checkShape(shape: readonly number[], dtype: Dtype): readonly number[] {
  const steps = Array.isArray(shape) ? [...(shape as readonly number[])] : []
  if (steps.length === 0 || !steps.every(count => Number.isSafeInteger(count) && count > 0)) {
    throw invalid(`shape ${shown(shape)}; use whole numbers from 1, slowest axis first, such as [rows, columns]`)
  }
  const frameBytes = steps.reduce((cells, count) => cells * count, bytesOf(dtype))
  if (frameBytes >= maxFrameBytes) {
    throw invalid(`shape ${shown(shape)} of ${dtype} makes ${frameBytes} bytes a frame; use less than ${maxFrameBytes}`)
  }
  return steps
}

function checkMeta(meta: Json): Json {
  try {
    const text: string | undefined = JSON.stringify(meta)
    if (text !== undefined) return JSON.parse(text) as Json
  } catch (cause) {
    throw new FrameStorageError('FRAMES_INVALID_OPTIONS', 'meta cannot be written as JSON; use plain data', { cause })
  }
  throw invalid(`meta is a ${typeof meta}; use what JSON can say`)
}
