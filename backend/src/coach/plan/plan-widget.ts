/** A plan as a ChatKit widget, and back: the stored widget is the only place where a plan is kept. */
import { z } from 'zod'
import type { WidgetRoot } from '../../protocol/schemas.ts'
import {
  hasEachDayOnce,
  nameOf,
  type Plan,
  type PlanDay,
  planDay,
  planTitle,
  progressOf,
} from './plan.ts'

export const MARK_DAY = 'plan.mark_day'
/** Opens the form of a day, or closes it. */
export const EDIT_DAY = 'plan.edit_day'
export const SAVE_DAY = 'plan.save_day'
export const DOWNLOAD = 'plan.download'

const TITLE_ID = 'plan-title'

export function planWidget(plan: Plan): WidgetRoot {
  return {
    type: 'Card',
    size: 'lg',
    children: [
      {
        type: 'Row',
        justify: 'between',
        align: 'center',
        gap: 3,
        children: [
          { type: 'Title', id: TITLE_ID, value: plan.title, size: 'sm' },
          { type: 'Caption', id: 'plan-progress', value: progressOf(plan) },
        ],
      },
      { type: 'Divider' },
      {
        type: 'Col',
        gap: 1,
        children: plan.days.flatMap((day) =>
          day.editing ? [dayRow(day), dayForm(day)] : dayRow(day),
        ),
      },
      { type: 'Divider' },
      {
        type: 'Row',
        gap: 2,
        wrap: 'wrap',
        children: [
          downloadButton('Download calendar', 'calendar', 'ics'),
          downloadButton('Download spreadsheet', 'document', 'csv'),
        ],
      },
    ],
  }
}

function dayRow(day: PlanDay) {
  return {
    type: 'Row',
    key: `day-${day.day}`,
    gap: 3,
    align: 'center',
    justify: 'between',
    children: [
      {
        type: 'Col',
        gap: 0,
        flex: 1,
        children: [
          {
            type: 'Row',
            gap: 2,
            align: 'center',
            wrap: 'wrap',
            children: [
              { type: 'Caption', value: nameOf(day) },
              { type: 'Badge', label: day.format, color: 'secondary', variant: 'soft', size: 'sm' },
              editButton(day),
            ],
          },
          { type: 'Text', value: day.hook, size: 'sm', lineThrough: day.done },
        ],
      },
      markButton(day),
    ],
  }
}

function markButton(day: PlanDay) {
  return {
    type: 'Button',
    label: day.done ? 'Done' : 'Mark done',
    size: 'xs',
    pill: true,
    ...(day.done
      ? { variant: 'soft', color: 'success', iconStart: 'check' }
      : { variant: 'outline', color: 'secondary' }),
    onClickAction: atOnce(MARK_DAY, { ...day }),
  }
}

/** The same button opens and closes the form, so that the focus stays on it. */
function editButton(day: PlanDay) {
  return {
    type: 'Button',
    label: day.editing ? 'Cancel' : 'Change',
    size: 'xs',
    variant: 'ghost',
    color: 'secondary',
    onClickAction: atOnce(EDIT_DAY, { day: day.day }),
  }
}

/** Its fields are added to the payload by their names. */
function dayForm({ day, format, hook }: PlanDay) {
  return {
    type: 'Form',
    key: `day-${day}-form`,
    direction: 'col',
    gap: 2,
    onSubmitAction: atOnce(SAVE_DAY, { day }),
    children: [
      { type: 'Label', value: 'Format', fieldName: 'format' },
      { type: 'Input', name: 'format', defaultValue: format, required: true },
      { type: 'Label', value: 'First line', fieldName: 'hook' },
      { type: 'Textarea', name: 'hook', defaultValue: hook, required: true, rows: 2 },
      { type: 'Button', label: 'Save', submit: true, size: 'sm' },
    ],
  }
}

/** Without a stream, so that it can be done while an answer is being written. */
const atOnce = (type: string, payload: object) => ({
  type,
  payload,
  handler: 'server',
  loadingBehavior: 'self',
  streaming: false,
})

function downloadButton(label: string, iconStart: string, file: 'ics' | 'csv') {
  return {
    type: 'Button',
    label,
    iconStart,
    size: 'sm',
    variant: 'outline',
    color: 'secondary',
    onClickAction: {
      type: DOWNLOAD,
      payload: { file },
      handler: 'server',
      loadingBehavior: 'self',
    },
  }
}

const titleNode = z.object({ type: z.literal('Title'), id: z.literal(TITLE_ID), value: planTitle })
const markNode = z.object({
  type: z.literal('Button'),
  onClickAction: z.object({ type: z.literal(MARK_DAY), payload: planDay }),
})

/** `undefined` for a widget that shows no plan. */
export function planOf(widget: WidgetRoot): Plan | undefined {
  let title: string | undefined
  const days: PlanDay[] = []
  for (const node of nodesOf(widget)) {
    title ??= titleNode.safeParse(node).data?.value
    const mark = markNode.safeParse(node)
    if (mark.success) days.push(mark.data.onClickAction.payload)
  }
  return title && days.length > 0 && hasEachDayOnce(days) ? { title, days } : undefined
}

function* nodesOf(node: unknown): Generator<unknown> {
  yield node
  const children = parent.safeParse(node).data?.children ?? []
  for (const child of children) yield* nodesOf(child)
}

const parent = z.object({ children: z.array(z.unknown()) })
