/** Features that some supported browser lacks and that are used all the same, with what makes that right. */
export type Exception = {
  /** With all below it in MDN's table. */
  feature: string
  /** Only in files whose paths begin with one of these. */
  in?: string[]
  because: string
}

const INSTALLED = 'app/lib/polyfills.ts brings it'
const ON_THE_SERVER = 'runs in Node only'
const LOOKS = 'without it the page only looks a little different'

export const exceptions: Exception[] = [
  { feature: 'api.AbortSignal.any_static', because: INSTALLED },
  { feature: 'api.URL.canParse_static', because: INSTALLED },
  { feature: 'javascript.builtins.Promise.withResolvers', because: INSTALLED },
  {
    feature: 'javascript.builtins.ArrayBuffer.transferToFixedLength',
    in: ['app/files/pdf-text.worker.ts'],
    because: 'this file brings it',
  },

  {
    feature: 'api.URL.parse_static',
    in: ['app/http/', 'app/session/continues-session.ts'],
    because: ON_THE_SERVER,
  },
  {
    feature: 'api.Response.json_static',
    in: ['app/api/error-response.ts'],
    because: ON_THE_SERVER,
  },

  {
    feature: 'api.Window.requestIdleCallback',
    in: ['app/panel/load-script.ts'],
    because: 'a timer takes its place',
  },
  {
    feature: 'api.Window.cancelIdleCallback',
    in: ['app/panel/load-script.ts'],
    because: 'called only where there is requestIdleCallback',
  },
  {
    feature: 'api.OffscreenCanvasRenderingContext2D.imageSmoothingQuality',
    because: 'pictures are made smaller less smoothly',
  },
  {
    feature: 'html.elements.dialog.closedby',
    in: ['app/ui/dialog.tsx'],
    because: 'a listener takes its place',
  },

  {
    feature: 'css.selectors.has',
    in: [
      'app/library/upload-form.module.css',
      'app/chat/attachments/attach-button.module.css',
      'app/chat/composer/composer.module.css',
      'app/items/structured-form.module.css',
    ],
    because: 'rules behind @supports take its place',
  },
  {
    feature: 'css.selectors.has',
    in: ['app/items/widget/', 'app/chat/sources/sources.module.css'],
    because: LOOKS,
  },
  {
    feature: 'css.selectors.details-content',
    because: 'only on paper: without it a folded part is printed as its title',
  },
  {
    feature: 'css.properties.content-visibility',
    in: ['app/ui/base.css'],
    because: 'only on paper: without it a folded part is printed as its title',
  },
  {
    feature: 'css.properties.field-sizing',
    in: ['app/chat/composer/composer.module.css', 'app/items/structured-form.module.css'],
    because: 'app/ui/use-growing-height.ts takes its place',
  },
  {
    feature: 'css.properties.overflow-anchor',
    because: 'browsers without it have no scroll anchoring to switch off',
  },
  {
    feature: 'css.at-rules.media.scripting',
    because: 'without scripts, buttons that need them stay in sight',
  },
  {
    feature: 'css.properties.text-size-adjust',
    because: 'only phones enlarge text, and theirs know it with or without a prefix',
  },
  { feature: 'css.properties.-webkit-tap-highlight-color', because: LOOKS },
  { feature: 'css.properties.cursor', because: 'a phone has no pointer' },
  { feature: 'css.properties.resize', because: 'a phone has no handle to switch off' },
  { feature: 'css.properties.scrollbar-gutter', because: LOOKS },
  { feature: 'css.properties.text-wrap', because: LOOKS },
  { feature: 'css.selectors.selection', because: LOOKS },
  { feature: 'css.selectors.-moz-progress-bar', because: 'each browser has a name of its own' },
  { feature: 'css.selectors.-webkit-progress-bar', because: 'each browser has a name of its own' },
  {
    feature: 'css.selectors.-webkit-progress-value',
    because: 'each browser has a name of its own',
  },
]
