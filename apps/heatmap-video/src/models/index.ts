import { doublePendulum } from './double-pendulum.js'
import { drivenOscillator } from './driven-oscillator.js'
import type { Model } from './model.js'
import { seirEpidemic } from './seir-epidemic.js'

export type { Model, Parameter } from './model.js'

/** All models, in the order in which people see them. */
export const models: readonly Model[] = [doublePendulum, seirEpidemic, drivenOscillator]

/** Finds a model by its id. */
export function modelById(id: string): Model | undefined {
  return models.find(model => model.id === id)
}
