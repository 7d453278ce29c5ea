import styles from './scroll-area.module.css'

/** What has a place for the focus can be moved with the keyboard. Some browsers do this unasked, others do not. */
export const keyboardScroll = { tabIndex: 0 }

/** For what scrolls sideways by itself, such as a wide table: it shows on which side there is more. */
export const scrollArea = (className = '') => ({
  ...keyboardScroll,
  className: `${styles.scrolls} ${className}`,
})

/** Marks what the reader has sent. The newest marked element is scrolled to the top of the view while it is answered. */
export const ASKED = { 'data-asked': '' }
