/** Does all steps, in order, also those after one that failed; then throws what the first that failed threw. */
export async function everyStep(...steps: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  const failures: { readonly error: unknown }[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push({ error })
    }
  }
  if (failures[0]) throw failures[0].error
}
