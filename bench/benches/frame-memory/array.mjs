/** Without a storage: frames in an array. */
export const array = () => {
  const kept = []
  return {
    async put(index, grid) {
      kept[index] = grid.slice()
    },
    get: async index => kept[index],
    close() {
      kept.length = 0
    },
  }
}
