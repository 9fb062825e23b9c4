// Says how much the page's own data takes.
import { formatBytes, parseBytes, sizeOf } from '@plimsoll/bytes'

export async function run() {
  const pixels = new Uint8ClampedArray(parseBytes('1 MiB'))
  const state = { title: document.title, pixels, layers: new Map([['base', { pixels }]]) }
  const shown = formatBytes(sizeOf(state), { digits: 0 })
  if (shown !== '1 MiB') throw new Error(`The state takes ${shown}.`)
  document.body.append(shown)
}
