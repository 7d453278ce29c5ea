import { useEffect, useLayoutEffect as useReactLayoutEffect } from 'react'

/** React warns of layout effects on the server, where neither kind runs. */
export const useLayoutEffect = typeof document === 'undefined' ? useEffect : useReactLayoutEffect
