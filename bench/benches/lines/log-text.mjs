// The text that all candidates read, in Node and in pages: lines of a log, always the same.

const words =
  'GET POST PUT timeout connection user session cache miss hit payload worker queue retry done failed upstream gateway'.split(
    ' ',
  )
const names = ['Zoë', 'Søren', '佐藤', 'Łukasz', 'Íñigo', '😀']
const levels = ['INFO', 'WARN', 'ERROR', 'DEBUG']

// A linear congruential generator (Numerical Recipes) with a fixed seed.
function numbers(seed) {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/**
 * About a megabyte of log lines, each ended by LF, 40 to 200 bytes long and 114 in the mean, one of a hundred with a name that is not ASCII. No
 * line is empty, and none has a CR, U+2028 or U+0085: of those the peers make something else.
 */
export function logPart(part) {
  const next = numbers(12_345 + part)
  const lines = []
  let length = 0
  while (length < 2 ** 20) {
    const name = next(100) === 0 ? names[next(names.length)] : `user-${next(10_000)}`
    const text = Array.from({ length: 4 + next(16) }, () => words[next(words.length)]).join(' ')
    const line = `2024-05-17T12:${10 + next(50)}:${10 + next(50)}.${100 + next(900)}Z ${levels[next(4)]} ${name} ${text}\n`
    lines.push(line)
    length += line.length
  }
  return lines.join('')
}
