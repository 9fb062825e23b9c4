import { sumUp } from './sum-up.mjs'

const [input, output] = document.querySelectorAll('input, output')

input.addEventListener('change', async () => {
  const { sums, report } = await sumUp(input.files[0], ({ done, rate }) => {
    output.textContent = `${done} events, ${Math.round(rate)} a second`
  })
  output.textContent = JSON.stringify({ ...sums, events: report.items })
})
