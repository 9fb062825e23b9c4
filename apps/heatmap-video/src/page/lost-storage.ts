/**
 * Whether what has the frames open is lost: its worker died, another took its place that has nothing open, or nobody knows any
 * longer what the disk has. What is stored is found when they are opened again.
 */
export function isLost(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return code === 'WORKER_DIED' || code === 'FRAMES_CLOSED' || code === 'FRAMES_FAILED'
}
