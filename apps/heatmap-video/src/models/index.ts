import { dataModel } from './data-model.js'
import { doublePendulum } from './double-pendulum.js'
import { drivenOscillator } from './driven-oscillator.js'
import { expressionModel } from './expression-model.js'
import { heatMode, heatSpot } from './heat.js'
import type { Model } from './model.js'
import { moduleModel } from './module-model.js'
import { seirEpidemic } from './seir-epidemic.js'

export type { CellModel, Evolution, Model, Parameter } from './model.js'

/** All models, in the order in which people see them. */
export const models: readonly Model[] = [
  doublePendulum,
  seirEpidemic,
  drivenOscillator,
  heatMode,
  heatSpot,
  expressionModel,
  moduleModel,
]

/** Finds a model by its id, that of a file's frames among them. */
export function modelById(id: string): Model | undefined {
  return id === dataModel.id ? dataModel : models.find(model => model.id === id)
}
