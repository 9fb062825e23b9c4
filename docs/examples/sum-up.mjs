import { Manifest, platformFiles } from '@plimsoll/files'
import { process, records } from '@plimsoll/streaming-processor'
import { checkpointFile } from '@plimsoll/streaming-processor/checkpoint'

// #region chunk
function centsByKind(events) {
  const sums = {}
  for (const { kind, cents } of events) sums[kind] = (sums[kind] ?? 0) + cents
  return sums
}
// #endregion chunk

// #region totals
async function openTotals(files) {
  const manifest = await Manifest.open(files, 'totals')
  const text = new TextDecoder().decode(manifest.content)
  const totals = text ? JSON.parse(text) : { next: 0, sums: {} }
  return {
    sums: totals.sums,
    async add(sums, index) {
      if (index < totals.next) return // It is in there: a run was killed before its checkpoint moved on.
      for (const [kind, cents] of Object.entries(sums)) totals.sums[kind] = (totals.sums[kind] ?? 0) + cents
      totals.next = index + 1
      await manifest.replace(new TextEncoder().encode(JSON.stringify(totals)))
    },
    close: () => manifest.close(),
  }
}
// #endregion totals

// #region run
export async function sumUp(file, onProgress) {
  const files = platformFiles({ directory: 'sums' })
  const totals = await openTotals(files)
  try {
    const run = process(records(file), centsByKind, {
      size: 50_000,
      checkpoint: checkpointFile(files, 'events'),
      commit: (sums, { index }) => totals.add(sums, index),
      onProgress,
      progressEveryMs: 100,
    })
    const report = await run.finish()
    return { sums: totals.sums, report }
  } finally {
    await totals.close()
  }
}
// #endregion run
