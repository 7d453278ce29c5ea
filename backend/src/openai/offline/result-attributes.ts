import type { FoundPassage } from './catalogue.ts'
import type { Attributes } from './filters.ts'
import { plainText } from './markdown.ts'

/** The file's attributes, with where in the file the passage stands: a search result has no other place for it. */
export function resultAttributes({ passage, attributes }: FoundPassage): Attributes {
  const heading = passage.path.at(-1)
  return {
    ...attributes,
    ...(heading && { heading: plainText(heading) }),
    ...(passage.page && { page: passage.page }),
  }
}
