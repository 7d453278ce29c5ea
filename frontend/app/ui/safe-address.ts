const SAFE = new Set(['http:', 'https:', 'mailto:'])

/** An address that may be followed: the web and mail, nothing that runs. Relative ones lead nowhere in an answer. */
export function safeAddress(address: string | null | undefined) {
  if (!address || !URL.canParse(address)) return undefined
  return SAFE.has(new URL(address).protocol) ? address : undefined
}
