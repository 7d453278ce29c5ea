import type { UNSAFE_RouteConfig as RouteConfig } from '@remix-run/dev'

/** Every address of the site. The hub is the frame around all pages: sidebar, chats, theme. */
export default [
  {
    file: 'routes/_hub.tsx',
    children: [
      { index: true, file: 'routes/_hub._index.tsx' },
      { path: 'chat/:threadId', file: 'routes/_hub.chat.$threadId.tsx' },
      { path: 'chat/:threadId/rename', file: 'routes/_hub.chat.$threadId_.rename.tsx' },
      { path: 'chat/:threadId/delete', file: 'routes/_hub.chat.$threadId_.delete.tsx' },
      { path: 'library', file: 'routes/_hub.library.tsx' },
      { path: 'data', file: 'routes/_hub.data.tsx' },
      { path: 'data/erase', file: 'routes/_hub.data_.erase.tsx' },
      { path: 'data/receipts/:receiptId', file: 'routes/_hub.data_.receipts.$receiptId.tsx' },
      { path: '*', file: 'routes/_hub.$.tsx' },
    ],
  },
  {
    path: 'data/receipts/:receiptId/download',
    file: 'routes/data.receipts.$receiptId.download.tsx',
  },
  { path: 'theme', file: 'routes/theme.tsx' },
  { path: 'again', file: 'routes/again.tsx' },
  { path: 'refused', file: 'routes/refused.tsx' },
] satisfies RouteConfig
