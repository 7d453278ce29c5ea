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
      { path: '*', file: 'routes/_hub.$.tsx' },
    ],
  },
  { path: 'theme', file: 'routes/theme.tsx' },
  { path: 'again', file: 'routes/again.tsx' },
] satisfies RouteConfig
