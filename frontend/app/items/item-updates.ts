import type { GeneratedImageItem, ItemUpdate, WidgetRoot } from '~/api/protocol'

type ComponentUpdate = Extract<ItemUpdate, { type: 'widget.component.updated' }>
type TextDelta = Extract<ItemUpdate, { type: 'widget.streaming_text.value_delta' }>
type Node = Record<string, unknown>

const ROOTS: ReadonlySet<unknown> = new Set(['Card', 'ListView', 'Basic'])

/** An image while it is being made. The finished item comes without `progress`. */
export type GrowingImage = GeneratedImageItem & { progress?: number }

export function withImage(
  item: GeneratedImageItem,
  { image, progress = 0 }: Extract<ItemUpdate, { type: 'generated_image.updated' }>,
): GrowingImage {
  return { ...item, image, progress }
}

/** A widget with one component exchanged, wherever in the tree it stands. */
export function withComponent(widget: WidgetRoot, update: ComponentUpdate): WidgetRoot {
  const { component_id, component } = update
  return changed(widget, component_id, () => component)
}

/** A widget in which one text has grown. */
export function withTextDelta(widget: WidgetRoot, { component_id, delta, done }: TextDelta) {
  return changed(widget, component_id, (node) => ({
    ...node,
    value: `${typeof node.value === 'string' ? node.value : ''}${delta}`,
    streaming: !done,
  }))
}

function changed(widget: WidgetRoot, id: string, change: (node: Node) => Node): WidgetRoot {
  const next = changeIn(widget, id, change)
  return isRoot(next) ? next : widget
}

/** The same object wherever nothing changed. */
function changeIn(node: unknown, id: string, change: (node: Node) => Node): unknown {
  if (!isNode(node)) return node
  if (node.id === id) return change(node)
  const { children } = node
  if (!Array.isArray(children)) {
    const next = changeIn(children, id, change)
    return next === children ? node : { ...node, children: next }
  }
  const next = children.map((child) => changeIn(child, id, change))
  return next.every((child, i) => child === children[i]) ? node : { ...node, children: next }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

const isRoot = (value: unknown): value is WidgetRoot => isNode(value) && ROOTS.has(value.type)
