/** Chromium draws its address bar's suggestions in two pages of its own, for each tab: nearly half of what a journey costs. */
const SUGGESTIONS = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/** What Playwright switches off. Of several lists Chromium takes the last, so they stand in ours too. */
const PLAYWRIGHTS = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${[...PLAYWRIGHTS, ...SUGGESTIONS].join(',')}`,
  // Names of this machine that are no secure context, as a hub on a home or office network has them.
  '--host-resolver-rules=MAP *.hub.test 127.0.0.1',
  // A microphone that Chromium plays itself, without asking.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]
