/** What a widget may say of its looks, mapped onto ours: bounded, and nothing that could leave its frame. */
import type { CSSProperties } from 'react'
import { isRecord, type WidgetNode } from './node'

export type Tone = 'muted' | 'good' | 'danger' | 'accent'

/** ChatKit's names of colours, shades such as `green-500` among them. Colours of its own it does not get. */
export function toneOf(color: unknown): Tone | undefined {
  if (typeof color !== 'string') return undefined
  const [name = ''] = color.split('-')
  return pick(TONES, name)
}

const TONES: Record<string, Tone> = {
  secondary: 'muted',
  tertiary: 'muted',
  gray: 'muted',
  success: 'good',
  green: 'good',
  danger: 'danger',
  red: 'danger',
  warning: 'accent',
  caution: 'accent',
  info: 'accent',
  discovery: 'accent',
  orange: 'accent',
  yellow: 'accent',
  blue: 'accent',
  purple: 'accent',
  pink: 'accent',
}

const BACKGROUNDS: Record<Tone, string> = {
  muted: 'var(--tint)',
  good: 'var(--good-soft)',
  danger: 'var(--danger-soft)',
  accent: 'var(--accent-soft)',
}

export function boxStyle(node: WidgetNode): CSSProperties {
  return {
    gap: space(node.gap),
    ...paddingOf(node.padding),
    alignItems: pick(ALIGN, node.align),
    justifyContent: pick(JUSTIFY, node.justify),
    flexWrap: node.wrap === 'wrap' ? 'wrap' : undefined,
    flex: flexOf(node.flex),
    background: backgroundOf(node.background),
    border: node.border ? '1px solid var(--line)' : undefined,
    borderRadius: pick(RADII, node.radius),
    ...sizeOf(node),
  }
}

export function sizeOf(node: WidgetNode): CSSProperties {
  return {
    width: length(node.width ?? node.size),
    height: length(node.height ?? node.size),
    minWidth: length(node.minWidth),
    maxWidth: length(node.maxWidth),
  }
}

export const radiusOf = (node: WidgetNode) => pick(RADII, node.radius)

const ALIGN = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  baseline: 'baseline',
  stretch: 'stretch',
}

const JUSTIFY = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  between: 'space-between',
  around: 'space-around',
  evenly: 'space-evenly',
  stretch: 'stretch',
}

const RADII = {
  none: '0',
  '2xs': '0.15rem',
  xs: '0.25rem',
  sm: '0.4rem',
  md: '0.5rem',
  lg: '0.65rem',
  xl: 'var(--radius)',
  '2xl': '1rem',
  '3xl': 'var(--radius-large)',
  '4xl': '1.5rem',
  full: '999px',
  '100%': '100%',
}

export function pick<T>(choices: Record<string, T>, value: unknown): T | undefined {
  return typeof value === 'string' && Object.hasOwn(choices, value) ? choices[value] : undefined
}

const LARGEST_SPACE = 3

/** Numbers count in quarters of a rem, as ChatKit has them. */
export function space(value: unknown): string | undefined {
  const rem = typeof value === 'number' ? value / 4 : remOf(value)
  return rem === undefined || Number.isNaN(rem)
    ? undefined
    : `${Math.min(Math.max(rem, 0), LARGEST_SPACE)}rem`
}

function remOf(value: unknown) {
  const match = typeof value === 'string' && /^(\d+(?:\.\d+)?)(px|rem|em)$/.exec(value)
  return match ? Number(match[1]) / (match[2] === 'px' ? 16 : 1) : undefined
}

function paddingOf(value: unknown): CSSProperties {
  if (!isRecord(value)) return { padding: space(value) }
  return {
    paddingTop: space(value.top ?? value.y),
    paddingBottom: space(value.bottom ?? value.y),
    paddingLeft: space(value.left ?? value.x),
    paddingRight: space(value.right ?? value.x),
  }
}

function flexOf(value: unknown) {
  if (typeof value === 'number') return `${Math.min(Math.max(value, 0), 12)} 1 0%`
  return value === 'auto' || value === 'none' ? value : undefined
}

/** Numbers are pixels. The stylesheet sees to it that nothing is wider than its frame. */
function length(value: unknown): string | undefined {
  if (typeof value === 'number') return value >= 0 && value <= 2_000 ? `${value}px` : undefined
  return typeof value === 'string' && /^\d{1,4}(\.\d+)?(px|rem|em|%)$/.test(value)
    ? value
    : undefined
}

function backgroundOf(value: unknown) {
  if (typeof value !== 'string') return undefined
  const tone = toneOf(value)
  if (tone) return BACKGROUNDS[tone]
  if (value === 'surface') return 'var(--surface)'
  return value.startsWith('surface-') || value.startsWith('alpha-') ? 'var(--tint)' : undefined
}

/** A widget may keep to one theme, whichever the page has. */
export const themeOf = (node: WidgetNode) => pick(THEMES, node.theme)

const THEMES = { light: 'light', dark: 'dark' }
