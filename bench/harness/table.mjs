// A result as lines for the terminal.

const figure = value => (value === undefined ? '' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** @returns {string} */
export function tableOf(result) {
  const { candidates, ratios, unit, better, rounds, goal, bestPeer } = result
  const rows = candidates.map(({ name, version, role, median, min, max, mad, atLeast, failed }) => {
    const ratio = ratios.find(({ to }) => to === name)
    if (median === undefined) return [name, version ?? '', role, 'FAILED', '', '', '']
    return [
      name,
      version ?? '',
      role,
      `${atLeast ? '>= ' : ''}${figure(median)}${failed ? ' (then FAILED)' : ''}`,
      `${figure(min)} - ${figure(max)}`,
      figure(mad),
      ratio ? `${figure(ratio.median)}x (${figure(ratio.min)} - ${figure(ratio.max)})` : '',
    ]
  })
  const head = ['candidate', 'version', 'role', unit, 'min - max', 'MAD', 'ours is better by']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column].length)))
  const line = cells => `  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd()

  const lines = [`${result.title}${result.quick ? ' (quick)' : ''}: ${better} is better, ${rounds} rounds`, '']
  lines.push(line(head), ...rows.map(line), '')
  if (bestPeer) lines.push(`  best peer: ${bestPeer}`)
  for (const { name, notes, failed } of candidates) {
    for (const note of notes ?? []) lines.push(`  ${name}: ${note}`)
    if (failed) lines.push(`  ${name} FAILED: ${failed}`)
  }
  for (const { text, value, outOf, met } of goal)
    lines.push(
      `  goal ${result.quick ? 'not judged by a quick run:' : met ? 'met ' : 'MISSED'} ${text}: ${value === null ? 'no value' : outOf === undefined ? figure(value) : `${value} of ${outOf}`}`,
    )
  return lines.join('\n')
}
