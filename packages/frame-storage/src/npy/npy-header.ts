import { FrameStorageError } from '../errors.js'
import { elementNames } from '../exchange/element-types.js'
import type { Dtype } from '../frame.js'
import { shown } from '../shown.js'
import type { BytesReader } from './bytes-reader.js'
import { type ElementType, typeOfDescr } from './element-type.js'
import { type PythonLiteral, parsePythonLiteral } from './python-literal.js'

/** What a `.npy` file says of itself. */
export interface NpyHeader {
  /** The axes, slowest first; a single number has none. */
  readonly shape: readonly number[]
  /** The type of the cells that are handed out. */
  readonly dtype: Dtype
  /** The type of the elements in the file, as NumPy names it: `int64`, `float16` and `bool` become another `dtype`. */
  readonly elementType: string
  /** The elements as the file describes them, such as `>f4`. */
  readonly descr: string
  /** Whether the file says that its first axis runs fastest; read where that makes no difference. */
  readonly fortranOrder: boolean
  /** The version of the format: 1, 2 or 3. */
  readonly version: number
  /** Bytes before the first element. */
  readonly headerBytes: number
  /** Bytes of all elements. */
  readonly dataBytes: number
}

/** A header, and how its elements become cells. */
export interface FoundNpy {
  /** What the file says. */
  readonly header: NpyHeader
  /** The type of its elements. */
  readonly type: ElementType
  /** Whether their bytes have to be swapped. */
  readonly swapped: boolean
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** Far more than any header of numbers; a length beyond it is damage, and not to be allocated. */
const maxHeaderBytes = 2 ** 20

/** Names a file that is not what a `.npy` file is. */
export function damaged(message: string, cause?: unknown): FrameStorageError {
  return new FrameStorageError('NPY_DAMAGED', message, cause === undefined ? undefined : { cause })
}

/**
 * Reads magic, version and header (numpy.lib.format, NEP 1).
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} `NPY_DAMAGED`, `NPY_UNSUPPORTED`
 */
export async function readNpyHeader(reader: BytesReader): Promise<FoundNpy> {
  const start = await read(reader, 8, 'magic')
  if (!magic.every((byte, at) => start[at] === byte)) {
    const found = [...start.subarray(0, 6)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    throw damaged(`the file begins with ${found}, which no .npy file does (93 4e 55 4d 50 59); give one of np.save`)
  }
  const version = start[6] as number
  if (version < 1 || version > 3) {
    throw new FrameStorageError('NPY_UNSUPPORTED', `version ${version}.${start[7]} of the format; use 1, 2 or 3`)
  }
  const wide = version > 1
  const lengthBytes = await read(reader, wide ? 4 : 2, 'length of the header')
  const view = new DataView(lengthBytes.buffer)
  const length = wide ? view.getUint32(0, true) : view.getUint16(0, true)
  if (length > maxHeaderBytes) throw damaged(`a header of ${length} bytes; ${maxHeaderBytes} are allowed`)
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(await read(reader, length, 'header'))
  return understand(text, version, 8 + lengthBytes.length + length)
}

async function read(reader: BytesReader, bytes: number, what: string): Promise<Uint8Array> {
  const into = new Uint8Array(bytes)
  const filled = await reader.fill(into)
  if (filled < bytes) throw damaged(`the file ends in its ${what}, after ${filled} of ${bytes} bytes`)
  return into
}

function understand(text: string, version: number, headerBytes: number): FoundNpy {
  const entries = dictOf(text)
  const descr = entries.get('descr')
  const fortranOrder = entries.get('fortran_order')
  const shape = entries.get('shape')
  if (typeof fortranOrder !== 'boolean') throw damaged('fortran_order of the header is not True or False')
  if (!Array.isArray(shape) || !shape.every(steps => typeof steps === 'number' && steps >= 0)) {
    throw damaged('shape of the header is no tuple of whole numbers from 0')
  }
  const found = typeof descr === 'string' ? typeOfDescr(descr) : undefined
  if (!found) {
    const kind = typeof descr === 'string' ? `elements of type ${shown(descr)}` : 'elements of several fields'
    const cure = `use ${elementNames}; in NumPy: np.save(path, a.astype('float32'))`
    throw new FrameStorageError('NPY_UNSUPPORTED', `${kind}; ${cure}`)
  }
  const { type, swapped } = found
  // With one long axis at most, both orders are the same bytes.
  if (fortranOrder && shape.filter(steps => steps > 1).length > 1) {
    const cure = 'its frames do not lie one after the other; in NumPy: np.save(path, np.ascontiguousarray(a))'
    throw new FrameStorageError('NPY_UNSUPPORTED', `Fortran order of shape (${shape.join(', ')}): ${cure}`)
  }
  const dataBytes = shape.reduce((product: number, steps: number) => product * steps, type.bytes)
  if (!Number.isSafeInteger(dataBytes)) throw damaged(`shape (${shape.join(', ')}) is larger than any file`)
  return {
    type,
    swapped,
    header: {
      shape: Object.freeze([...(shape as number[])]),
      dtype: type.dtype,
      elementType: type.name,
      descr: descr as string,
      fortranOrder,
      version,
      headerBytes,
      dataBytes,
    },
  }
}

const keys = ['descr', 'fortran_order', 'shape']

function dictOf(text: string): ReadonlyMap<string, PythonLiteral> {
  let value: PythonLiteral
  try {
    value = parsePythonLiteral(text)
  } catch (cause) {
    throw damaged(`the header is no Python dict: ${(cause as SyntaxError).message}`, cause)
  }
  if (!(value instanceof Map)) throw damaged('the header is no Python dict')
  if (value.size === keys.length && keys.every(key => value.has(key))) return value
  const found = [...value.keys()].map(key => key.slice(0, 20)).slice(0, 8)
  throw damaged(`the header's keys are ${found.join(', ') || 'none'}; they should be ${keys.join(', ')}`)
}

/** NumPy leaves room for a first axis of so many digits, so that arrays can grow in place; so do we, byte for byte. */
const growthDigits = 21

/** Writes magic, version and header as `np.save` does; elements begin at a multiple of 64 bytes. */
export function encodeNpyHeader(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const room = shape.length > 0 ? growthDigits - String(shape[0]).length : 0
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }${' '.repeat(room)}`
  // One that begins at 10 has room for its length up to 65535; as many axes as that no array has.
  const padding = 64 - ((10 + text.length + 1) % 64)
  const length = text.length + padding + 1
  const bytes = new Uint8Array(10 + length)
  bytes.set(magic)
  bytes[6] = 1
  new DataView(bytes.buffer).setUint16(8, length, true)
  bytes.set(new TextEncoder().encode(`${text}${' '.repeat(padding)}\n`), 10)
  return bytes
}
