import { models } from '../models/index.js'

/** All models with their parameters, as text for people. */
export function modelList(): string {
  const text = models.map(({ id, title, summary, output, parameters, axes }) => {
    const ofAxis = new Map(Object.entries(axes).map(([name, axis]) => [axis.parameter, name]))
    const lines = parameters.map(({ id, label, unit, min, max, value }) => {
      const range = `${min} to ${max}${unit && ` ${unit}`}`
      const axis = ofAxis.get(id)
      return `    ${id.padEnd(16)}${range.padEnd(32)}${axis ? `axis ${axis}` : `= ${value}`}`.padEnd(64) + label
    })
    const result = `    → ${output.label}${output.unit && `, ${output.unit}`}; no value: ${output.invalid}`
    return [`${id}: ${title}`, `    ${summary}`, ...lines, result].join('\n')
  })
  return `${text.join('\n\n')}\n`
}
