/** Features of CSS that are left in a style sheet once the build has compiled it for the supported browsers. */
import { type CssNode, type FunctionNode, parse, walk } from 'css-tree'
import { transform } from 'lightningcss'
import { supportedBrowsers } from './browsers.ts'
import { isFeature, type Use } from './compat-data.ts'

export function usedInStyles(file: string, css: string): Use[] {
  const { code } = transform({ filename: file, code: Buffer.from(css), targets: targets() })
  const uses: Use[] = []
  walk(parse(code.toString()), function (node) {
    // What stands behind `@supports` has something else beside it.
    if (node.type === 'Atrule' && node.name === 'supports') return this.skip
    const features = candidates(node, this.declaration?.property).filter(isFeature)
    uses.push(...features.map((feature) => ({ feature, file })))
  })
  return uses
}

/** Where MDN's table has functions. */
const functionGroups = [
  '',
  'basic-shape.',
  'color.',
  'easing-function.',
  'filter-function.',
  'gradient.',
  'image.',
  'transform-function.',
]

/** Units that it has under one name. */
const unitFamilies: Record<string, string> = {
  cq: 'container_query_length_units',
  dv: 'viewport_percentage_units_dynamic',
  lv: 'viewport_percentage_units_large',
  sv: 'viewport_percentage_units_small',
}

/** The paths that a part of a style sheet may have in MDN's table. */
function candidates(node: CssNode, property = ''): string[] {
  switch (node.type) {
    case 'Atrule':
      return [`css.at-rules.${node.name}`]
    case 'Declaration':
      return [`css.properties.${node.property}`]
    case 'Feature':
      return [`css.at-rules.media.${node.name}`]
    case 'Function':
      return functionGroups.flatMap((group) => [
        `css.types.${group}${node.name}`,
        ...(isRelative(node) ? [`css.types.${group}${node.name}.relative_syntax`] : []),
      ])
    case 'Identifier':
      return property ? [`css.properties.${property}.${node.name}`] : []
    case 'Dimension':
      return [`css.types.length.${unitFamilies[node.unit.slice(0, 2)] ?? node.unit}`]
    case 'NestingSelector':
      return ['css.selectors.nesting']
    case 'PseudoClassSelector':
    case 'PseudoElementSelector':
      return [`css.selectors.${node.name}`]
    default:
      return []
  }
}

/** `rgb(from red r g b)` */
function isRelative({ children }: FunctionNode) {
  return children.first?.type === 'Identifier' && children.first.name === 'from'
}

/** As lightningcss takes them: a byte each for the parts of a version. */
function targets() {
  const { safari_ios, ...others } = supportedBrowsers
  const browsers = Object.entries({ ...others, ios_saf: safari_ios })
  return Object.fromEntries(
    browsers.map(([name, version]) => {
      const [major = 0, minor = 0] = version.split('.').map(Number)
      return [name, (major << 16) | (minor << 8)]
    }),
  )
}
