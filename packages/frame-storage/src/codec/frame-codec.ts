import { FrameStorageError } from '../errors.js'
import { shown } from '../shown.js'

/**
 * How frames are written: a value of {@link raw}, {@link auto} or {@link quantize}, for the option `codec`.
 *
 * A plain description, so that it crosses into a worker. It says how frames are written from now on; each frame that is
 * stored says itself how it is to be read, so a session may be opened with another codec each time.
 */
export type FrameCodec =
  | {
      /** As {@link raw} says. */
      readonly name: 'raw'
    }
  | {
      /** As {@link auto} says. */
      readonly name: 'auto'
    }
  | {
      /** As {@link quantize} says. */
      readonly name: 'quantize'
      /** Bits of a value. */
      readonly bits: 16
    }

/** Frames as they lie in memory: the fastest to write and to read, and the one of which parts are read alone. */
export function raw(): FrameCodec {
  return { name: 'raw' }
}

/**
 * Frames without loss, compressed where that makes them half as large or less, else raw.
 *
 * About 1/16 of a frame is compressed first, to see whether it is worth it; where it was not, the next frames are not
 * looked at, 64 at most, and then beside the storing, so that they never wait. The bytes of a frame are put together by their weight, then deflated; with zstd where the runtime
 * has it (Node from 22.15). What was written with zstd is read by such runtimes alone.
 */
export function auto(): FrameCodec {
  return { name: 'auto' }
}

/**
 * Frames of `float32`, `float64`, `int32` and `uint32` in 16 bits a value: 65,536 steps from the least to the greatest
 * finite value of each frame, deflated where it gains. Types of one or two bytes are written as by {@link auto}.
 *
 * A value comes back at most `(max - min) / 131,070` of its own frame beside what it was, besides the rounding to the
 * type; the least and greatest exactly; NaN and the infinities as they were. `FrameStorage.describe` answers that bound.
 *
 * @param bits - 16
 * @throws {@link FrameStorageError} `FRAMES_INVALID_OPTIONS` for any other number of bits
 */
export function quantize(bits: 16): FrameCodec {
  return checkCodec({ name: 'quantize', bits })
}

/** The most bytes that are held beside a frame of so many bytes while it is encoded: it in another order, and what is made of it. */
export function encodingBytes({ name }: FrameCodec, frameBytes: number): number {
  return name === 'raw' ? 0 : 2 * frameBytes
}

/** Refuses what is no codec; answers a copy that can be sent. */
export function checkCodec(codec: unknown): FrameCodec {
  // `auto` without the call has that name, too, until it is minified.
  const { name, bits } = (typeof codec === 'object' && codec !== null ? codec : {}) as Partial<Record<string, unknown>>
  if (name === 'raw' || name === 'auto') return { name }
  if (name === 'quantize' && bits === 16) return { name, bits }
  const given = name === 'quantize' ? `quantize(${shown(bits)})` : shown(codec)
  throw new FrameStorageError('FRAMES_INVALID_OPTIONS', `codec ${given}; use raw(), auto() or quantize(16)`)
}
