import type { FrameCodec } from '../codec/frame-codec.js'
import type { Dtype } from '../frame.js'
import type { DiskPlan } from '../session/disk-room.js'
import type { SessionHeader } from '../session/session-header.js'

/** What is asked of a session's file. */
export interface SessionPlan {
  /** What the session is to be; what it is stands in its file. */
  readonly header: SessionHeader
  /** How long to wait for whoever has it open. */
  readonly lockTimeoutMs: number
  /** How frames are written from now on. */
  readonly codec: FrameCodec
  /** How much may be stored, and what goes first. */
  readonly disk: DiskPlan
}

/** What is asked of a session that is to be read alone. */
export interface ReadPlan {
  readonly session: string
  /** What its grids must be, where the caller said so. */
  readonly shape: readonly number[] | undefined
  readonly dtype: Dtype | undefined
}
