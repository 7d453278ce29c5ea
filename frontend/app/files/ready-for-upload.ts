import type { FileRules } from './prepare-file'

/**
 * Looks at a file before its upload, with checks that are loaded for the first one. Without them, as behind a broken
 * line, it goes as it is: the API checks all of it again.
 * @throws {UnfitFileError} where the upload would be for nothing
 */
export async function readyForUpload(file: File, rules: FileRules, signal: AbortSignal) {
  const checks = await import('./prepare-file').catch(() => undefined)
  return checks ? checks.prepareFile(file, rules, signal) : file
}
