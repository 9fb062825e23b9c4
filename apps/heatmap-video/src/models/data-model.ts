import { coordinateAxes, coordinates } from './expression-model.js'
import type { Model } from './model.js'

/** Frames that are nobody's simulation: they come out of a file. Not in the list of models, for it takes a file. */
export const dataModel: Model = {
  id: 'data',
  version: 1,
  title: 'Frames of a file',
  summary: 'The frames of a .npy file or a Zarr array, each stored as it is read: the file is never loaded as a whole.',
  output: { label: 'Value', unit: '', invalid: 'no finite value' },
  parameters: coordinates,
  axes: coordinateAxes,
  source: {
    label: 'File',
    example: 'frames.npy',
    hint: 'Name and size of the file.',
    check(text) {
      if (text.trim() === '' || text.length > 1000) throw new RangeError('the name of the file is empty or too long')
    },
    prepare() {
      throw new Error('frames of a file are not computed: name the file again')
    },
  },
}
