/** Where `platformFiles` keeps its files. */
export interface PlatformFilesOptions {
  /** A folder: of the file system in Node, of the origin private file system in browsers. Relative, to run in both. */
  readonly directory: string
}
