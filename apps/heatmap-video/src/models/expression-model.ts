import { parseExpression } from '../expression/parse.js'
import type { Model, Parameter } from './model.js'

/** The coordinates that the user's own models take. */
export const coordinates: readonly Parameter[] = ['x', 'y', 'z', 't'].map(id => ({
  id,
  label: id,
  unit: '',
  min: -1e9,
  max: 1e9,
  value: 0,
}))

/** The axes that the user's own models begin with. */
export const coordinateAxes = {
  x: { parameter: 'x', from: -3, to: 3 },
  y: { parameter: 'y', from: -3, to: 3 },
  t: { parameter: 't', from: 0, to: 6 },
} as const

/** What the user types as a formula. */
export const expressionModel: Model = {
  id: 'expression',
  version: 1,
  title: 'Your own expression',
  summary: 'A formula in x, y and t, and in z where frames are volumes. It is read, never run as code.',
  output: { label: 'Value', unit: '', invalid: 'no finite value' },
  parameters: coordinates,
  axes: coordinateAxes,
  source: {
    label: 'Expression',
    example: 'exp(-(x^2 + y^2) / 4) * cos(3 * hypot(x, y) - 2 * t)',
    hint: 'Numbers, x, y, t (z in volumes), pi, e; + - * / % ^; comparisons; sin, exp, sqrt, max, if(a, b, c) and others.',
    check(text, names) {
      parseExpression(text, names)
    },
    prepare: parseExpression,
  },
}
