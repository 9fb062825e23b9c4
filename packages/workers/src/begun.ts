/** Which calls a worker has begun: a word in shared memory, where it writes the number of each call as it begins it. */
export class Begun {
  /** What the worker is sent. */
  readonly word: Int32Array

  private constructor(word: Int32Array) {
    this.word = word
  }

  /** For a worker that has begun the calls up to this number; `undefined` where memory cannot be shared. */
  static after(id: number): Begun | undefined {
    if (typeof SharedArrayBuffer !== 'function') return undefined
    const word = new Int32Array(new SharedArrayBuffer(4))
    word[0] = id
    return new Begun(word)
  }

  /** Whether a call was begun. */
  has(id: number): boolean {
    // By their difference: numbers of calls do not end where those of the word do.
    return ((id - Atomics.load(this.word, 0)) | 0) <= 0
  }
}
