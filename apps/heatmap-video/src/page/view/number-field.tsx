import { useId } from 'preact/hooks'
import { labelled } from '../numbers.js'

interface NumberFieldProps {
  readonly id: string
  readonly label: string
  /** What stands behind the number; read out with the label. */
  readonly unit?: string
  readonly value: string
  /** What is wrong with it. */
  readonly message?: string | undefined
  /** Where the message stands, if not below the field. */
  readonly messageId?: string
  readonly whole?: boolean
  onEdit(value: string): void
}

/** A number with label and unit, and what is wrong with it. */
export function NumberField({ id, label, unit = '', value, message, messageId, whole, onEdit }: NumberFieldProps) {
  const own = useId()
  return (
    <div class="field">
      <label for={id}>{labelled(label, unit)}</label>
      <input
        id={id}
        type="text"
        inputMode={whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        value={value}
        aria-invalid={message ? true : undefined}
        aria-describedby={message ? (messageId ?? own) : undefined}
        onInput={event => onEdit(event.currentTarget.value)}
      />
      {message && messageId === undefined && (
        <p class="message" id={own}>
          {message}
        </p>
      )}
    </div>
  )
}
