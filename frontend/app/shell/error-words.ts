type ErrorWords = { title: string; advice: string }

const WORDS: Record<number, ErrorWords> = {
  400: {
    title: 'This could not be read',
    advice: 'The address or the form is damaged. Go back and try it once more.',
  },
  403: {
    title: 'This came from another site',
    advice: 'Forms are taken from this site alone. Open the page here and send it again.',
  },
  404: {
    title: 'There is nothing here',
    advice: 'The address may be misspelt, or the page has moved.',
  },
  405: {
    title: 'This does not work here',
    advice: 'This address cannot be used in that way. Go back and use the page itself.',
  },
  413: { title: 'This is too large', advice: 'Go back and send less at a time.' },
  414: { title: 'This address is too long', advice: 'Check the link that has led here.' },
  415: {
    title: 'This cannot be taken in',
    advice: 'Only forms of this site are taken here. Go back and use the page itself.',
  },
  429: { title: 'One moment, please', advice: 'Too much was asked at once. Try again shortly.' },
}

const OTHER: ErrorWords = {
  title: 'That did not work',
  advice: 'Something went wrong on our side.',
}

export const errorWords = (status: number): ErrorWords => WORDS[status] ?? OTHER

/** The same request may work later. */
export const canTryAgain = (status: number) => status >= 500 || status === 429
