import type { MapTask } from '@plimsoll/streaming-processor'

/** A call that waits to be answered by the test. */
export interface ManualCall<Item> {
  readonly item: Item
  readonly task: MapTask
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** A function whose calls the test answers. */
export class ManualCalls<Item> {
  /** Those that run, in the order in which they began. */
  readonly open: ManualCall<Item>[] = []
  /** All that were made. */
  readonly made: MapTask[] = []
  /** The most that ever ran at once. */
  most = 0

  readonly fn = (item: Item, task: MapTask): Promise<unknown> => {
    this.made.push(task)
    return new Promise((resolve, reject) => {
      const settle = (how: (value: unknown) => void) => (value: unknown) => {
        this.open.splice(this.open.indexOf(call), 1)
        how(value)
      }
      const call = { item, task, resolve: settle(resolve), reject: settle(reject) }
      this.open.push(call)
      this.most = Math.max(this.most, this.open.length)
    })
  }

  /** The items of the calls that run. */
  items(): Item[] {
    return this.open.map(call => call.item)
  }

  /** Answers the call of an item with the item itself. */
  resolve(item: Item): void {
    this.open.find(call => call.item === item)?.resolve(item)
  }
}

/** Lets everything happen that is about to, without a clock. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** All items of a sequence. */
export async function collect<Item>(sequence: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of sequence) all.push(item)
  return all
}

/** The numbers below `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, item) => item)
}
