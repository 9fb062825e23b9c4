import { sizeOf } from '@plimsoll/bytes'

/** What a cache without arrays of its own would hold: an array of entries, searched and summed. */
export class PlainBounded {
  // Who was used longest ago first.
  entries: { key: unknown; value: unknown; bytes: number }[] = []

  find(key: unknown) {
    return this.entries.find(entry => Object.is(entry.key, key) || entry.key === key)
  }

  get(key: unknown): unknown {
    const found = this.find(key)
    if (found) this.entries = [...this.entries.filter(entry => entry !== found), found]
    return found?.value
  }

  delete(key: unknown): void {
    const found = this.find(key)
    this.entries = this.entries.filter(entry => entry !== found)
  }

  /** Sets a value; the cache says how many entries it holds after that, for only it knows what its arrays take. */
  set(key: unknown, value: unknown, bytes: number | undefined, left: number, kept: boolean): void {
    this.delete(key)
    if (kept) this.entries.push({ key, value, bytes: bytes ?? sizeOf(key) + sizeOf(value) })
    this.entries = this.entries.slice(this.entries.length - left)
  }

  get payload(): number {
    return this.entries.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
