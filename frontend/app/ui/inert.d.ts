import 'react'

declare module 'react' {
  interface HTMLAttributes<T> {
    /** React 18 does not know it and hands it on as it is: an empty string switches it on. */
    inert?: '' | undefined
  }
}
