/**
 * How many bytes the content of a compressed chunk has at most, as its decoder will believe; 0 for what no decoder takes.
 *
 * @param kind - `blosc`, `lz4` as numcodecs writes it, or `zstd`
 */
export function contentBytes(kind: string, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (kind === 'blosc') return view.getUint32(4, true)
    if (kind === 'lz4') return view.getUint32(0, true)
    return zstdContent(view)
  } catch {
    // Cut off in its header: the decoder says so.
    return 0
  }
}

const frameMagic = 0xfd2fb528
const maxBlock = 2 ** 17

/** Zstandard as RFC 8878 has it, section 3.1: the size that frames tell, or what their blocks can hold. */
function zstdContent(view: DataView): number {
  let content = 0
  let at = 0
  while (at < view.byteLength) {
    const magic = view.getUint32(at, true)
    // Frames to be skipped tell their length.
    if (magic >>> 4 === 0x184d2a5) {
      at += 8 + view.getUint32(at + 4, true)
      continue
    }
    if (magic !== frameMagic) return content
    const { told, blocksAt, hasChecksum } = frameHeader(view, at + 4)
    const blocks = blocksFrom(view, blocksAt)
    content += told ?? blocks.content
    at = blocks.end + (hasChecksum ? 4 : 0)
  }
  return content
}

function frameHeader(view: DataView, at: number) {
  const descriptor = view.getUint8(at)
  const isSingle = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >>> 6
  const sizeAt = at + 1 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number)
  const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 2 ** sizeFlag
  return {
    told: sizeBytes === 0 ? undefined : toldSize(view, sizeAt, sizeBytes),
    blocksAt: sizeAt + sizeBytes,
    hasChecksum: (descriptor & 4) !== 0,
  }
}

function toldSize(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at)
  if (bytes === 2) return view.getUint16(at, true) + 256
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))
}

function blocksFrom(view: DataView, from: number): { content: number; end: number } {
  let content = 0
  let at = from
  for (let isLast = false; !isLast; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
    isLast = (header & 1) !== 0
    const kind = (header >>> 1) & 3
    const size = header >>> 3
    // Raw bytes; one byte again and again; compressed, which tells no size of its content.
    content += kind === 2 ? maxBlock : size
    at += 3 + (kind === 1 ? 1 : size)
  }
  return { content, end: at }
}
