/** The grid of the sweep: the first axis runs fastest, the last is the film's time. */
export const axes = { x: 50, y: 50, t: 50 }
