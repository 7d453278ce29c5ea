/** Characters that mean something in Markdown; a text of a thousand words has a few hundred of them. */
const MARKS = /[*_~`[\]()|><#!\n+=-]/g

/** What is parsed again with every word, or while others wait for their page, has this many at most. */
export const MANY_MARKS = 2_000
/** More take longer to parse than anybody would wait. */
export const MOST_MARKS = 10_000

export const countMarks = (text: string) => text.match(MARKS)?.length ?? 0
