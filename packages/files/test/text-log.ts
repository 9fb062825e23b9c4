import { type FileBackend, type LogRecord, RecordLog } from '../src/index.browser.js'

/** The bytes of a text. */
export const text = (content: string) => new TextEncoder().encode(content)

/** The text of bytes. */
export const told = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** The texts of a log's records, in order. */
export async function textsOf(log: RecordLog): Promise<string[]> {
  const found: string[] = []
  for await (const record of log.records()) found.push(told(await log.read(record)))
  return found
}

/** A log of these records, closed. */
export async function logOf(files: FileBackend, ...texts: readonly string[]): Promise<LogRecord[]> {
  const log = await RecordLog.open(files, 'log')
  const records = await Promise.all(texts.map(each => log.append(text(each))))
  await log.close()
  return records
}
