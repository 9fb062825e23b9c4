/** What the usual encoding has no form for. */
export class Unencodable extends Error {
  /** What it is, for people. */
  readonly what: string

  constructor(what: string) {
    super(what)
    this.what = what
  }
}
