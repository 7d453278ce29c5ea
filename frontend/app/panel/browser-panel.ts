import { Panel } from './panel'

/** One a page. The server imports it and leaves it off. */
export const panel = new Panel()
