/** Whether `bytes` begin as `whole` does and are zeros from there on: what a crash leaves of the first write to a file. */
export function isBeginning(bytes: Uint8Array, whole: Uint8Array): boolean {
  let written = bytes.length
  while (written > 0 && bytes[written - 1] === 0) written--
  return bytes.subarray(0, written).every((byte, at) => byte === whole[at])
}
