import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig } from 'vite'
import { supportedBrowsers } from './supported-browsers/browsers.ts'

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true
  }
}

const targets = Object.entries(supportedBrowsers).map(
  ([name, version]) => `${name.replace('safari_ios', 'ios')}${version}`,
)

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
        // Decided against: it asks the server about every address with a parameter before it opens a chat. The few routes
        // there are travel with the page instead, so that moving about costs one request, to the API.
        v3_lazyRouteDiscovery: false,
        // Routes are the files of app/routes, by Remix's naming convention.
        v3_routeConfig: false,
      },
    }),
  ],
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  // Few larger files instead of many tiny ones: each costs a request.
  build: {
    target: targets,
    // Compiles newer CSS, such as light-dark(), for the browsers above.
    cssMinify: 'lightningcss',
    rollupOptions: { output: { experimentalMinChunkSize: 25_000 } },
  },
  // A dependency that is found late reloads the page, and that begins a new session in the middle of a chat.
  optimizeDeps: {
    include: ['marked', 'remend', 'js-cookie', 'unpdf/pdfjs'],
    exclude: ['@remix-run/node'],
  },
  server: { port: 5173, strictPort: true },
})
