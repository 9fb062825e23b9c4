// Records as a server logs them: a block of them, again and again. A file made of parts refers to them, so that one of
// gigabytes takes no more memory than its block.

const blockBytes = 2 ** 20
const paths = ['/', '/search', '/basket', '/café/menü', '/account/orders']
const levels = ['info', 'info', 'info', 'warning', 'error']

/** Makes a file of about so many bytes: NDJSON with a line that was cut off, and a blank one, in each block. */
export function sampleFile(bytes: number): File {
  const block = new Blob([records(blockBytes)])
  const blocks = Math.max(1, Math.round(bytes / block.size))
  return new File(
    Array.from({ length: blocks }, () => block),
    'sample.ndjson',
    { type: 'application/x-ndjson' },
  )
}

function records(bytes: number): string {
  const lines: string[] = []
  let length = 0
  for (let id = 1; length < bytes; id++) {
    const line = JSON.stringify(record(id))
    lines.push(line)
    length += line.length + 1
  }
  const half = Math.floor(lines.length / 2)
  lines.splice(half, 1, (lines[half] as string).slice(0, 40), '')
  return `${lines.join('\n')}\n`
}

function record(id: number) {
  const pick = <T>(from: readonly T[]) => from[(id * 7) % from.length] as T
  const ms = ((id * 7919) % 5000) / 10
  return {
    ...{
      id,
      time: new Date(1.7e12 + id * 137).toISOString(),
      level: levels[id % levels.length],
      path: pick(paths),
      ms,
    },
    user: id % 3 === 0 ? null : { name: `user ${(id * 31) % 977}` },
    ...(id % 4 === 0 ? { tags: ['slow', 'cold'].slice(id % 8 === 0 ? 1 : 0) } : {}),
    ok: id % 11 !== 0,
  }
}
