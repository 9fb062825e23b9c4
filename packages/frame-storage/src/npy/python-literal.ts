/** A value as Python writes it: a text, a whole number, True, False, None, a tuple or list, or a dict. */
export type PythonLiteral =
  | string
  | number
  | boolean
  | null
  | readonly PythonLiteral[]
  | ReadonlyMap<string, PythonLiteral>

/** Deeper than any header; what is nested further is no header. */
const maxDepth = 32

/**
 * Reads one Python literal, as `ast.literal_eval` does, as far as headers of `.npy` need it. Nothing is run.
 *
 * @throws SyntaxError that says at which letter it is none
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const reader = new LiteralReader(text)
  const value = reader.value(0)
  reader.end()
  return value
}

const names = new Map<string, PythonLiteral>([
  ['True', true],
  ['False', false],
  ['None', null],
])

class LiteralReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): PythonLiteral {
    if (depth > maxDepth) throw this.#wrong('fewer brackets')
    const letter = this.#peek()
    if (letter === "'" || letter === '"') return this.#string(letter)
    if (letter === '(') return this.#tuple(depth)
    if (letter === '[') return this.#items(']', depth).values
    if (letter === '{') return this.#dict(depth)
    const number = this.#match(/-?\d+L?/y)
    if (number !== undefined) return this.#whole(number)
    const name = this.#match(/[A-Za-z]+/y)
    if (name !== undefined && names.has(name)) return names.get(name) as PythonLiteral
    throw this.#wrong('a value')
  }

  end(): void {
    if (this.#peek() !== '') throw this.#wrong('the end')
  }

  #peek(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++
    return this.#text.charAt(this.#at)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  #whole(digits: string): number {
    // Python 2 wrote an L behind long numbers.
    const value = Number(digits.replace('L', ''))
    if (Number.isSafeInteger(value)) return value
    throw this.#wrong(`numbers below 2^53, not ${digits.slice(0, 30)}`)
  }

  #string(quote: string): string {
    const from = ++this.#at
    while (this.#text.charAt(this.#at) !== quote) {
      // Backslashes are in no header of numbers; half an escape must not be taken for the text.
      if (this.#at >= this.#text.length || this.#text.charAt(this.#at) === '\\')
        throw this.#wrong(`a text up to ${quote}`)
      this.#at++
    }
    return this.#text.slice(from, this.#at++)
  }

  #tuple(depth: number): PythonLiteral {
    const { values, comma } = this.#items(')', depth)
    // (3) is 3, (3,) is a tuple.
    return values.length === 1 && !comma ? (values[0] as PythonLiteral) : values
  }

  #items(close: string, depth: number): { values: PythonLiteral[]; comma: boolean } {
    const values: PythonLiteral[] = []
    let comma = false
    this.#at++
    while (this.#peek() !== close) {
      if (values.length > 0 && !comma) throw this.#wrong(`"," or "${close}"`)
      values.push(this.value(depth + 1))
      comma = this.#comma()
    }
    this.#at++
    return { values, comma }
  }

  #dict(depth: number): ReadonlyMap<string, PythonLiteral> {
    const entries = new Map<string, PythonLiteral>()
    let comma = true
    this.#at++
    while (this.#peek() !== '}') {
      if (!comma) throw this.#wrong('"," or "}"')
      const key = this.value(depth + 1)
      if (typeof key !== 'string') throw this.#wrong('a text as key')
      if (this.#peek() !== ':') throw this.#wrong('":"')
      this.#at++
      entries.set(key, this.value(depth + 1))
      comma = this.#comma()
    }
    this.#at++
    return entries
  }

  #comma(): boolean {
    const found = this.#peek() === ','
    if (found) this.#at++
    return found
  }

  #wrong(wanted: string): SyntaxError {
    const found = this.#text.slice(this.#at, this.#at + 20)
    return new SyntaxError(`letter ${this.#at} should be ${wanted}, and is ${found === '' ? 'the end' : `"${found}"`}`)
  }
}
