import { useSignal } from '@preact/signals'

interface SureButtonProps {
  readonly id?: string
  readonly class?: string
  readonly label: string
  /** What it is called to those who do not see what it stands beside. */
  readonly about?: string
  /** What the second press says that it does. */
  readonly sure: string
  readonly disabled?: boolean
  onSure(): void
}

/** For what cannot be undone: it takes two presses. */
export function SureButton({ id, class: kind = '', label, about, sure, disabled = false, onSure }: SureButtonProps) {
  const asked = useSignal(false)
  if (!asked.value || disabled)
    return (
      <button
        type="button"
        id={id}
        class={kind}
        aria-label={about}
        disabled={disabled}
        onClick={() => (asked.value = true)}
      >
        {label}
      </button>
    )
  return (
    <span class="controls">
      <button type="button" id={id && `${id}-sure`} class={`${kind} danger`} onClick={onSure}>
        {sure}
      </button>
      <button type="button" class={kind} onClick={() => (asked.value = false)}>
        Cancel
      </button>
    </span>
  )
}
