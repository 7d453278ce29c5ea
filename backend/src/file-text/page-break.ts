/** Pages of a PDF, slides and sheets are kept apart by this character, so that a passage can name its page. */
export const PAGE_BREAK = '\f'
