import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LRUCache } from '../src/index.js'

type Row = [id: string, finishedAt: number]

const rows = 60_000
const idOf = (file: number) => `file-${String(file).padStart(15, '0')}`

describe('the ids of 60,000 completed files, loaded from a cursor of a database', () => {
  const database = new Database(':memory:')
  // Raw rows are arrays, and so entries as they are.
  const cursor = () =>
    database.prepare('SELECT id, finished_at FROM files ORDER BY finished_at').raw().iterate() as IterableIterator<Row>

  beforeAll(() => {
    database.exec(`
      CREATE TABLE files (id TEXT PRIMARY KEY, finished_at INTEGER NOT NULL);
      INSERT INTO files WITH RECURSIVE file(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM file LIMIT ${rows})
        SELECT format('file-%015d', n), 1700000000000 + n FROM file;
      CREATE INDEX files_by_time ON files (finished_at);
    `)
  })
  afterAll(() => database.close())

  it('leave the newest 50,000, in one call', () => {
    const completed = new LRUCache<string, number>({ max: 50_000 })
    expect(completed.setMany(cursor())).toBe(rows)
    expect(completed.size).toBe(50_000)
    expect([completed.has(idOf(9_999)), completed.has(idOf(10_000))]).toEqual([false, true])
    expect(completed.get(idOf(rows - 1))).toBe(1_700_000_000_000 + rows - 1)
    let newest = rows
    for (const id of completed.keys())
      if (id !== idOf(--newest)) expect.fail(`${id} stands where ${idOf(newest)} should`)
    expect(newest).toBe(10_000)
    expect(completed.stats().evictions.evict).toBe(10_000)
  })

  it('are asked for one by one: no row before the one in front of it is set', () => {
    let inserted = 0
    const completed = new LRUCache<string, number>({ max: 50_000, onInsert: () => inserted++ })
    let taken = 0
    let ahead = 0
    const source = cursor()
    const counting: Iterable<Row> = {
      [Symbol.iterator]: () => ({
        next() {
          ahead = Math.max(ahead, taken - inserted)
          const row = source.next()
          if (!row.done) taken++
          return row
        },
      }),
    }
    expect(completed.setMany(counting)).toBe(rows)
    expect([taken, ahead]).toEqual([rows, 0])
  })

  it('come from a database that makes one wait, too', async () => {
    async function* pages(): AsyncGenerator<Row> {
      const page = database
        .prepare('SELECT id, finished_at FROM files WHERE finished_at > ? ORDER BY 2 LIMIT 5000')
        .raw()
      for (let last = 0, got: Row[]; ; last = (got.at(-1) as Row)[1]) {
        got = await Promise.resolve(page.all(last) as Row[])
        if (got.length === 0) return
        yield* got
      }
    }
    const completed = new LRUCache<string, number>({ max: 50_000 })
    await expect(completed.setMany(pages())).resolves.toBe(rows)
    expect([completed.size, [...completed.rkeys()].at(0)]).toEqual([50_000, idOf(10_000)])
  })

  it('that are no pairs are refused, and the message says what to do', () => {
    const objects = database.prepare('SELECT id, finished_at FROM files').iterate() as Iterable<never>
    expect(() => new LRUCache<string, number>({ max: 50_000 }).setMany(objects)).toThrow(
      'an entry must be [key, value]; it is an object; make a pair of each row',
    )
  })
})
