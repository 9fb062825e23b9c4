// V8 tells one number, `heap_size_limit`: what the old generation may hold plus the young one's reserve, and it ends
// the process by the former. The reserve is three semi-spaces of a power of two (from 48 MiB in Node 20 to 192 MiB in
// Node 24).

const mib = 2 ** 20
const page = 2 ** 18
/** Reserves that V8 makes: three times a semi-space from 0.5 MiB to 128 MiB. */
const reserves = Array.from({ length: 9 }, (_, power) => 3 * 2 ** power * (mib / 2))

/** What can be known of a heap besides its limit. */
export interface HeapHints {
  /** `heap_size_limit` in bytes. */
  readonly limit: number
  /** Command line flags, the later ones win. */
  readonly flags?: readonly string[]
  /** `resourceLimits` of a worker. */
  readonly resourceLimits?: {
    readonly maxOldGenerationSizeMb?: number | undefined
    readonly maxYoungGenerationSizeMb?: number | undefined
  }
  /** The memory that V8 sized its default heap by: the container's limit or the machine's memory, in bytes. */
  readonly memories?: readonly number[]
}

/** What V8's two generations may hold, in bytes. */
export interface GenerationLimits {
  /** The old one. */
  readonly oldBytes: number
  /** One of the young one's semi-spaces: what a small collection may have to move. */
  readonly semiSpaceBytes: number
}

/**
 * Answers what V8's generations may hold.
 *
 * The old one's limit is what somebody said (a flag, a worker's limit) or what V8 takes by default (half of the memory,
 * within bounds), as soon as the rest up to `heap_size_limit` is a reserve that V8 makes; nothing is taken on trust.
 * Where nothing fits, the largest likely reserve is taken off: to fire early does less harm than never.
 */
export function generationLimits(hints: HeapHints): GenerationLimits {
  const oldBytes = oldGenerationBytes(hints)
  return { oldBytes, semiSpaceBytes: Math.floor((hints.limit - oldBytes) / 3) }
}

function oldGenerationBytes({ limit, flags = [], resourceLimits = {}, memories = [] }: HeapHints): number {
  const fitting = (old: number) => {
    const reserve = reserves.find(bytes => Math.abs(limit - old - bytes) < page)
    return reserve === undefined ? undefined : limit - reserve
  }
  const said = [flagOf(flags, 'max-old-space-size'), resourceLimits.maxOldGenerationSizeMb]
  for (const megabytes of said) {
    const old = megabytes && fitting(megabytes * mib)
    if (old) return old
  }
  const semi = flagOf(flags, 'max-semi-space-size')
  if (semi) return limit - reserveOf(3 * semi * mib)
  if (resourceLimits.maxYoungGenerationSizeMb) return limit - reserveOf(resourceLimits.maxYoungGenerationSizeMb * mib)
  if (flagOf(flags, 'max-heap-size') === undefined) {
    const usual = [...memories.map(memory => memory / 2), ...[4096, 2048, 1024, 512, 256].map(size => size * mib)]
    for (const size of usual) {
      // What V8 sizes by itself keeps the young generation small: an odd flag of 640 MiB is no 256 MiB with 384 aside.
      const old = fitting(size)
      if (old && old >= limit * 0.75) return old
    }
  }
  const most = Math.min(limit / 8, 192 * mib)
  return limit - Math.max(0, ...reserves.filter(reserve => reserve <= most))
}

// V8 rounds a semi-space up to a power of two.
const reserveOf = (young: number) => reserves.find(reserve => reserve >= young - page) ?? young

/** Reads a flag's number: `--name=1`, `--name 1`, with `_` for `-`; the last one counts. */
function flagOf(flags: readonly string[], name: string): number | undefined {
  let found: number | undefined
  flags.forEach((flag, index) => {
    const [key = '', value = flags[index + 1]] = flag.split('=', 2)
    if (key.replace(/^--?/, '').replaceAll('_', '-') !== name) return
    const size = Number(value)
    if (size > 0) found = size
  })
  return found
}
