/** Where a file stands on the library page. */
export function libraryAnchor(filename: string) {
  return `file-${encodeURIComponent(filename).replaceAll('%', '_')}`
}
