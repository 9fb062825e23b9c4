import type { BudgetLike } from '@plimsoll/bytes'
import { type FileBackend, platformFiles } from '@plimsoll/files'
import { hasSyncHandles, isOpfsFiles } from '@plimsoll/files/opfs'
import { type FrameCodec, raw } from '../codec/frame-codec.js'
import type { Dtype } from '../frame.js'
import { checkOptions, checkReadOptions } from '../options/check-opening.js'
import type { OpenFrameStorageOptions, ReadFrameStorageOptions } from '../options/opening-options.js'
import { checkExists } from '../session/begin.js'
import { type CleanupReport, cleanUp } from '../session/cleanup.js'
import { Completion } from '../session/completion.js'
import { LastAccess } from '../session/last-access.js'
import { filesOf } from '../session/session-marks.js'
import { DirectAccess, type FrameAccess } from './frame-access.js'
import { RemoteAccess } from './remote-access.js'

/** What a storage is made of. */
export interface Opened {
  readonly access: FrameAccess
  readonly lastAccess: LastAccess
  readonly completion: Completion
  readonly cleaned: CleanupReport
  readonly readOnly: boolean
  readonly name: string | undefined
  readonly budget: BudgetLike | undefined
  /** How frames are written from now on; raw where none are. */
  readonly codec: FrameCodec
}

const nothing: CleanupReport = { deleted: [], bytes: 0, failed: [] }

/** Opens a session to be written, and cleans up others. */
export async function openToWrite(options: OpenFrameStorageOptions<Dtype>): Promise<Opened> {
  const { engine, frames } = checkOptions(options)
  const { cleanup } = engine.disk
  const { backend = defaultBackend(), name, worker, budget } = options
  const { session } = engine.header
  const access = runsInWorker(backend)
    ? await RemoteAccess.open(backend.directory, engine, worker)
    : await DirectAccess.open(backend, engine)
  try {
    const completion = new Completion(backend, session, frames)
    await completion.begin((await filesOf(backend, session))?.finished === true, access.table)
    const lastAccess = await used(backend, session)
    // The session itself is locked by now. That others cannot be cleaned up is no reason to refuse this one.
    const cleaned = cleanup ? await cleanUp(backend, cleanup).catch(() => nothing) : nothing
    return { access, lastAccess, completion, cleaned, readOnly: false, name, budget, codec: engine.codec }
  } catch (error) {
    await access.close().catch(() => {})
    throw error
  }
}

/** Opens a session to be read. */
export async function openToRead(options: ReadFrameStorageOptions): Promise<Opened> {
  const plan = checkReadOptions(options)
  const { backend = defaultBackend(), name, worker, budget } = options
  const { session } = plan
  await checkExists(backend, session)
  const access = runsInWorker(backend)
    ? await RemoteAccess.read(backend.directory, plan, worker)
    : await DirectAccess.read(backend, plan)
  try {
    const completion = new Completion(backend, session, undefined)
    await completion.begin((await filesOf(backend, session))?.finished === true, access.table)
    const lastAccess = await used(backend, session)
    return { access, lastAccess, completion, cleaned: nothing, readOnly: true, name, budget, codec: raw() }
  } catch (error) {
    await access.close().catch(() => {})
    throw error
  }
}

/** Where sessions lie where nobody says. */
export function defaultBackend(): FileBackend {
  return platformFiles({ directory: 'plimsoll-frames' })
}

// What wraps such a backend is to hear of each call, which it would not where a worker opens the directory.
function runsInWorker(backend: FileBackend): boolean {
  return isOpfsFiles(backend) && !hasSyncHandles()
}

async function used(backend: FileBackend, session: string): Promise<LastAccess> {
  const lastAccess = new LastAccess(backend, session)
  lastAccess.note()
  await lastAccess.mark()
  return lastAccess
}
