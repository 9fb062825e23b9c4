// The candidate's side of process.mjs: starts it, then measures one round each time it is asked.
const [module, start, options] = process.argv.slice(2)
const tell = message => process.send(message)
const explain = error => tell({ error: String(error?.stack ?? error) })

try {
  const candidate = await (await import(module))[start](JSON.parse(options))
  process.on('message', async message => {
    if (message === 'close') {
      await candidate.close?.()
      process.disconnect()
      process.exit()
    }
    try {
      const reading = await candidate.round()
      tell(typeof reading === 'number' ? { value: reading } : reading)
    } catch (error) {
      explain(error)
    }
  })
  tell({ ready: true })
} catch (error) {
  explain(error)
}
