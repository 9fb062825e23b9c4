import type { BudgetLike } from '@plimsoll/bytes'
import type { FrameStorage } from '@plimsoll/frame-storage'
import { giveBack } from './give-back.js'

/** What is told of a stored frame that is not what was stored. */
export const damageNotice = 'A stored frame was damaged: it counts as missing, and is simulated again.'

/** Whether an error, or a cause of it, says that a stored frame is damaged. */
export function isDamage(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if ((at as { code?: unknown }).code === 'FRAMES_DAMAGED') return true
  return false
}

/**
 * Reads all stored frames of a job, one at a time: a damaged one is missing from then on, and a sweep does it again.
 *
 * @throws what reading throws but for damage; the signal's reason
 */
export async function dropDamaged(
  storage: Pick<FrameStorage<'float32'>, 'has' | 'getFrame' | 'shape'>,
  frames: number,
  { budget, signal }: { readonly budget?: BudgetLike | undefined; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const cells = storage.shape.reduce((product, steps) => product * steps, 1)
  const bytes = cells * Float32Array.BYTES_PER_ELEMENT
  const reserved = await budget?.reserve(bytes, { owner: 'search for damage', ...(signal && { signal }) })
  try {
    const into = new Float32Array(cells)
    for (let index = 0; index < frames; index++) {
      signal?.throwIfAborted()
      if (!storage.has(index)) continue
      try {
        await storage.getFrame(index, { into })
      } catch (error) {
        if (!isDamage(error)) throw error
      }
    }
  } finally {
    giveBack(reserved)
  }
}
