/**
 * For what scrolls by itself, such as a wide table: with a place for the focus, the keyboard can move it. Some browsers
 * do this unasked, others do not.
 */
export const keyboardScroll = { tabIndex: 0 }
