/** How much of a form is taken. */
export type FormRules = {
  /** What all fields together may take, in bytes. @default 16 KiB */
  fieldBytes?: number
  /** Without it, files are not taken. */
  files?: FileRules
}

export type FileRules = {
  /** The name of the field that they are in. */
  field: string
  count: number
  /** Of one file. */
  bytes: number
  /** Called before the first file is written. @throws {FormProblem} where there is no room for it */
  begin: () => void
}

export const FEW_BYTES = 16 * 1024
export const MOST_FIELDS = 100
/** Boundary and headers of a part, in bytes. */
export const PART_OVERHEAD = 2 * 1024

/** Of the whole body, as it comes over the network. */
export function bodyLimit({ fieldBytes = FEW_BYTES, files }: FormRules) {
  // A character of a field may take three bytes on its way.
  const fields = 3 * fieldBytes + MOST_FIELDS * PART_OVERHEAD
  return fields + (files ? files.count * (files.bytes + PART_OVERHEAD) : 0)
}
