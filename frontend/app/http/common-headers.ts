/** For every answer of this site: documents, data and assets. vercel.json says the same for Vercel. */
export const COMMON_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

/** Two years, for this host alone. It counts only over https. */
export const STRICT_TRANSPORT = { 'Strict-Transport-Security': 'max-age=63072000' }
