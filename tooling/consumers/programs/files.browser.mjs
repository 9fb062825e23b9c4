// Writes a file from the page, in the origin private file system through the package's worker and elsewhere, and reads it back.
import { platformFiles, RecordLog } from '@plimsoll/files'
import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { memoryFiles } from '@plimsoll/files/memory'
import { opfsFiles } from '@plimsoll/files/opfs'

const text = 'written in a worker'

export async function run() {
  const backends = [
    platformFiles({ directory: 'results' }),
    opfsFiles({ directory: 'others' }),
    indexedDbFiles({ directory: 'results' }),
    memoryFiles(),
  ]
  for (const files of backends) {
    const file = await files.open('notes/a.txt', { create: true })
    await file.writeAt(new TextEncoder().encode(text), 0)
    await file.flush()
    await file.close()

    const again = await files.open('notes/a.txt', { readOnly: true })
    const into = new Uint8Array(await again.size())
    await again.readAt(into, 0)
    await again.close()
    const read = new TextDecoder().decode(into)
    const blob = await (await files.blob('notes/a.txt')).text()
    if (read !== text || blob !== text) throw new Error(`The file holds "${read}", its blob "${blob}".`)
    const log = await RecordLog.open(files, 'notes/a.log')
    const record = await log.append(into)
    const logged = new TextDecoder().decode(await log.read(record))
    await log.close()
    if (logged !== text) throw new Error(`The log holds "${logged}".`)
    if (!(await files.remove('notes/a.txt'))) throw new Error('The file was not there to be removed.')
  }
}
