/** What a creator does with a plan: mark a day, or take it along. What counts is the stored widget. */
import { z } from 'zod'
import type { ActionTurn, Responding } from '../chatkit/responder.ts'
import type { ThreadItem, WidgetItem } from '../chatkit/schemas.ts'
import { InvalidRequestError, NotFoundError, RefusedInStreamError } from '../errors.ts'
import { type Plan, toggled } from './plan/plan.ts'
import { planCalendar, planSpreadsheet } from './plan/plan-files.ts'
import { planMarkdown } from './plan/plan-text.ts'
import { DOWNLOAD, MARK_DAY, planOf, planWidget } from './plan/plan-widget.ts'

const markedDay = z.object({ day: z.number().int() })
const wantedFile = z.object({ file: z.enum(['ics', 'csv']) })

export function creatorActions() {
  return {
    async *action({ action, sender }: ActionTurn): Responding {
      if (action.type !== DOWNLOAD) {
        throw new RefusedInStreamError(
          `The coach does not know the action “${action.type}”. Reload the page.`,
        )
      }
      const wanted = wantedFile.safeParse(action.payload)
      if (!wanted.success)
        throw new RefusedInStreamError('A plan can be had as a calendar or as a spreadsheet.')
      const plan = sender && planOf(sender.widget)
      if (!plan) throw new RefusedInStreamError('This is no plan that could be downloaded.')
      const file =
        wanted.data.file === 'ics' ? planCalendar(plan, sender.id) : planSpreadsheet(plan)
      yield { type: 'client_effect', name: 'download_file', data: file }
    },

    async syncAction(turn: ActionTurn): Promise<WidgetItem | undefined> {
      const { action, sender, thread, memory } = turn
      if (action.type !== MARK_DAY) {
        throw new InvalidRequestError(`\`action.type\` "${action.type}" is not known here.`)
      }
      const marked = markedDay.safeParse(action.payload)
      if (!marked.success) {
        throw new InvalidRequestError('`action.payload.day` must be the number of a day.')
      }
      if (!sender) throw new InvalidRequestError('`params.item_id` must name the plan.')
      // From what is stored then: another day may have been marked since the request came in.
      const changed = await memory.changeItem(thread.id, sender.id, (item) =>
        withDayToggled(requirePlan(item), marked.data.day),
      )
      return requirePlan(changed)
    },
  }
}

/** @throws {NotFoundError} where it has been deleted meanwhile. */
function requirePlan(item: ThreadItem | undefined): WidgetItem {
  if (item?.type === 'widget') return item
  throw new NotFoundError('This plan')
}

/** @throws {InvalidRequestError} */
function withDayToggled(item: WidgetItem, day: number): WidgetItem {
  const plan: Plan | undefined = planOf(item.widget)
  if (!plan) throw new InvalidRequestError('`params.item_id` must name a plan.')
  if (!plan.days.some((each) => each.day === day)) {
    throw new InvalidRequestError(`This plan has no day ${day}.`)
  }
  const changed = toggled(plan, day)
  return { ...item, widget: planWidget(changed), copy_text: planMarkdown(changed) }
}
