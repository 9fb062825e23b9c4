// The little that all pages need of the document.

/** The element of that id, of the class that it must have. */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${kind.name} "${id}"`)
}

/** Writes text into the element of that id. */
export function show(id: string, text: string): void {
  byId(id, HTMLElement).textContent = text
}

/** Shows what went wrong, or nothing. */
export function showProblem(id: string, error?: unknown): void {
  const element = byId(id, HTMLElement)
  element.hidden = error === undefined
  element.textContent = error === undefined ? '' : textOf(error)
}

/** An error as a person reads it: its code, or its name where that says more than "Error", and its message. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return code === 'Error' ? error.message : `${code}: ${error.message}`
}

/** A whole number with its thousands apart. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en')

/** Buttons that fill in an example each. */
export function examples(id: string, choices: Record<string, string>, choose: (text: string) => void): void {
  const row = byId(id, HTMLElement)
  for (const [title, text] of Object.entries(choices)) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = title
    button.addEventListener('click', () => choose(text))
    row.append(button)
  }
}
