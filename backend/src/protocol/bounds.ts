/**
 * How much of each thing a request may bring. The limits that an owner can set are in `config.ts`; these
 * hold for everybody. They are checked before what they bound is looked at piece by piece, so that no request
 * costs more than a few milliseconds. Lengths of text are in UTF-16 units, as `maxlength` of a page counts.
 */

/** Levels of lists and objects in a body. What writes JSON calls itself for each. */
export const DEEPEST_NESTING = 100

/** Texts, names, lists, objects and commas in a body: far more than any request of the protocol needs. */
export const MOST_PIECES = 20_000

/** Ids of threads, items, attachments, tags and tools, and cursors, which are ids. Ours have 36 at most. */
export const LONGEST_ID = 200

/** Items that are rated at once: all that a page can show. */
export const MOST_RATED_ITEMS = 100

/** Pieces of a message: texts with tags between them. Their text together is bounded by `MAX_MESSAGE_CHARS`. */
export const MOST_CONTENT_PARTS = 200

/** Attachments that are looked at, before `MAX_ATTACHMENTS_PER_MESSAGE` says how many may go along. */
export const MOST_ATTACHMENTS = 100

/** A quotation can be a whole answer. */
export const LONGEST_QUOTATION = 32_000

/** As the page's own field for it has it. */
export const LONGEST_TITLE = 200

/** Names of models, and of groups that tags belong to. */
export const LONGEST_NAME = 200

/** What a tag stands for; the model gets the first 2,000 characters. As JSON, like the next three. */
export const LONGEST_TAG_DATA = 10_000

/** The protocol's notes on a request, which are not kept. */
export const LONGEST_METADATA = 10_000

/** What comes with an action of a widget: the choice that was made, not a document. */
export const LONGEST_ACTION_PAYLOAD = 10_000

/** What a tool of the page brings; the model gets the first 10,000 characters. */
export const LONGEST_TOOL_RESULT = 64_000

/** Questions of one form, and values that answer one of them. */
export const MOST_ANSWERS = 50
export const MOST_ANSWER_VALUES = 50

/** What is written into a field of a form; the model gets the first 500 characters. */
export const LONGEST_ANSWER = 2_000

/** What file systems take at most. */
export const LONGEST_FILE_NAME = 255
export const LONGEST_MIME_TYPE = 255

/** Tools that a client offers, in `X-Client-Tools`. */
export const MOST_CLIENT_TOOLS = 50
