/** The oldest browsers that the page supports, by MDN's names; the README names them too. */
export const supportedBrowsers = {
  chrome: '111',
  edge: '111',
  firefox: '115',
  safari: '16.4',
  safari_ios: '16.4',
}

export type SupportedBrowser = keyof typeof supportedBrowsers
