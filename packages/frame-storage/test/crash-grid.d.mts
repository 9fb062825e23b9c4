export const crashShape: readonly number[]
export function crashGrid(version: number): Float32Array<ArrayBuffer>
export function readCrashGrid(grid: Float32Array): { readonly version: number; readonly isWhole: boolean }
