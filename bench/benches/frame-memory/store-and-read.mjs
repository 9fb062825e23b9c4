// What is measured: each frame stored and awaited, then each gone through and compared. `look` is called while a frame is
// on its way, and awaited.

const nothing = () => {}
const looks = 20

/** Looks at some of the frames only, the last among them: 20 while storing, as many while reading. */
export const everyFew = (count, look) => {
  const step = Math.ceil(count / looks)
  return index => ((index + 1) % step === 0 ? look() : undefined)
}

export async function storeAll(store, frames, count, look = nothing) {
  for (let index = 0; index < count; index++) {
    const storing = store.put(index, store.takes ? frames.at(index).slice() : frames.at(index))
    await look(index)
    await storing
  }
}

export async function readAll(store, frames, count, look = nothing) {
  let index = 0
  for await (const { grid } of store.all?.() ?? oneByOne(store, count)) {
    await look(index)
    frames.check(index++, grid)
  }
  if (index !== count) throw new Error(`${index} of ${count} frames came back`)
}

async function* oneByOne(store, count) {
  for (let index = 0; index < count; index++) yield { grid: await store.get(index) }
}

/** What code and the browser take when they are first used is no part of what frames take. */
export async function warmUp(open, shape, frames, count) {
  const first = Math.max(20, count / 10)
  const store = await open('warm-up', shape)
  await storeAll(store, frames, first)
  await readAll(store, frames, first)
  await store.close()
}
