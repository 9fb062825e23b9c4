/** Room for the ticks and labels of the axes, in CSS pixels. */
export const margin = { left: 68, right: 12, top: 8, bottom: 48 } as const

/** The size of a picture in CSS pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
  /** Whether each cell has whole pixels of the screen; otherwise there are more cells than pixels. */
  readonly crisp: boolean
}

const tallest = 460

/** Answers the largest size that fits: whole device pixels per cell, or the cells would differ in width. */
export function pictureSize(columns: number, rows: number, width: number): PictureSize {
  const ratio = window.devicePixelRatio || 1
  const room = Math.max(64, width - margin.left - margin.right)
  const fitting = Math.min((room * ratio) / columns, (tallest * ratio) / rows)
  const perCell = (fitting >= 1 ? Math.floor(fitting) : fitting) / ratio
  return { width: Math.max(1, columns * perCell), height: Math.max(1, rows * perCell), crisp: fitting >= 1 }
}
