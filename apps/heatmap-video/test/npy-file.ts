/** A `.npy` file of single precision, or another type of element, with the cells that a function tells. */
export function npyFile(
  shape: readonly number[],
  cell: (index: number) => number,
  {
    descr = '<f4',
    write = (view: DataView, at: number, value: number) => view.setFloat32(at, value, true),
    bytes = 4,
  } = {},
): Uint8Array<ArrayBuffer> {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64
  const header = `${text.padEnd(length - 10 - 1)}\n`
  const cells = shape.reduce((product, steps) => product * steps, 1)
  const file = new Uint8Array(length + cells * bytes)
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0])
  const view = new DataView(file.buffer)
  view.setUint16(8, header.length, true)
  file.set(new TextEncoder().encode(header), 10)
  for (let index = 0; index < cells; index++) write(view, length + index * bytes, cell(index))
  return file
}
