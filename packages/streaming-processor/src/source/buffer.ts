/** Whether a value is a buffer, shared or not. */
export function isBuffer(value: unknown): value is ArrayBufferLike {
  if (value instanceof ArrayBuffer) return true
  // Missing in pages that are not isolated.
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer
}
