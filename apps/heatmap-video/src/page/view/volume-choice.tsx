import { chooseVolume, draft, draftModel, mayBeVolume } from '../draft-job.js'

/** Whether frames are planes or volumes, where the model leaves the choice. */
export function VolumeChoice() {
  if (!mayBeVolume(draftModel.value)) return null
  return (
    <label class="check">
      <input
        id="volume"
        type="checkbox"
        checked={draft.value.z !== undefined}
        onChange={event => chooseVolume(event.currentTarget.checked)}
      />
      <span>Frames are volumes: a third axis</span>
    </label>
  )
}
