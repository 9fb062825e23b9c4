// Writes a file, reads it back after opening it again, and keeps others out meanwhile; then a log and a manifest.
import assert from 'node:assert/strict'
import { Manifest, platformFiles, RecordLog } from '@plimsoll/files'
import { memoryFiles } from '@plimsoll/files/memory'
import { nodeFiles } from '@plimsoll/files/node'

for (const files of [platformFiles({ directory: 'results' }), nodeFiles({ directory: 'others' }), memoryFiles()]) {
  const lock = await files.lock('runs/a.bin')
  const refused = await files.lock('runs/a.bin', { timeoutMs: 10 }).catch(error => error)
  assert.equal(refused.code, 'FILES_LOCKED')

  const file = await files.open('runs/a.bin', { create: true })
  await file.writeAt(Uint8Array.of(1, 2, 3), 10)
  await file.flush()
  await file.close()
  await lock.release()

  const again = await files.open('runs/a.bin', { readOnly: true })
  const into = new Uint8Array(4)
  assert.equal(await again.readAt(into, 9), 4)
  assert.deepEqual([...into], [0, 1, 2, 3])
  await again.close()
  assert.equal((await files.blob('runs/a.bin')).size, 13)
  assert.equal(await files.remove('runs/a.bin'), true)
  const gone = await files.open('runs/a.bin').catch(error => error)
  assert.equal(gone.code, 'FILES_NOT_FOUND')

  const log = await RecordLog.open(files, 'runs/a.log')
  await log.append(Uint8Array.of(1, 2))
  await log.append(new Uint8Array(1000))
  await log.close()
  const cut = await files.open('runs/a.log')
  await cut.truncate((await cut.size()) - 100)
  await cut.close()
  const reopened = await RecordLog.open(files, 'runs/a.log')
  assert.deepEqual([reopened.recovery.records, reopened.recovery.dropped.length], [1, 1])
  await reopened.close()

  const manifest = await Manifest.open(files, 'runs/state')
  await manifest.replace(new TextEncoder().encode('{"runs":1}'))
  assert.equal(new TextDecoder().decode(manifest.content), '{"runs":1}')
  await manifest.close()
}
