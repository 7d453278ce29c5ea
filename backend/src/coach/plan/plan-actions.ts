/** What a creator does with a plan: mark or change a day, or take it along. What counts is the stored widget. */
import { z } from 'zod'
import { InvalidRequestError, NotFoundError, RefusedInStreamError } from '../../errors.ts'
import type { Action, ThreadItem, WidgetItem } from '../../protocol/schemas.ts'
import type { ActionTurn, Emit } from '../responder.ts'
import { dayEdit, edited, type Plan, toggled, withFormToggled } from './plan.ts'
import { planCalendar, planSpreadsheet } from './plan-files.ts'
import { planMarkdown } from './plan-text.ts'
import { DOWNLOAD, EDIT_DAY, MARK_DAY, planOf, planWidget, SAVE_DAY } from './plan-widget.ts'

const namedDay = z.object({ day: z.number().int() })
const wantedFile = z.object({ file: z.enum(['ics', 'csv']) })

export function planActions() {
  return {
    async action({ action, sender, emit }: ActionTurn & { emit: Emit }): Promise<void> {
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
      emit([{ type: 'client_effect', name: 'download_file', data: file }])
    },

    async syncAction(turn: ActionTurn): Promise<WidgetItem | undefined> {
      const { action, sender, thread, memory } = turn
      const { day, change } = changeOf(action)
      if (!sender) throw new InvalidRequestError('`params.item_id` must name the plan.')
      // From what is stored then: another day may have been marked since the request came in.
      const changed = await memory.changeItem(thread.id, sender.id, (item) =>
        withDayChanged(requirePlan(item), day, change),
      )
      return requirePlan(changed)
    },
  }
}

/** @throws {InvalidRequestError} */
function changeOf({ type, payload }: Action): { day: number; change(plan: Plan): Plan } {
  if (type !== MARK_DAY && type !== EDIT_DAY && type !== SAVE_DAY) {
    throw new InvalidRequestError(`\`action.type\` "${type}" is not known here.`)
  }
  const named = namedDay.safeParse(payload)
  if (!named.success) {
    throw new InvalidRequestError('`action.payload.day` must be the number of a day.')
  }
  const { day } = named.data
  if (type === MARK_DAY) return { day, change: (plan) => toggled(plan, day) }
  if (type === EDIT_DAY) return { day, change: (plan) => withFormToggled(plan, day) }
  const edit = dayEdit.safeParse(payload)
  if (!edit.success) throw new InvalidRequestError(edit.error.issues[0]?.message ?? 'Not valid.')
  return { day, change: (plan) => edited(plan, edit.data) }
}

/** @throws {NotFoundError} where it has been deleted meanwhile. */
function requirePlan(item: ThreadItem | undefined): WidgetItem {
  if (item?.type === 'widget') return item
  throw new NotFoundError('This plan')
}

/** @throws {InvalidRequestError} */
function withDayChanged(item: WidgetItem, day: number, change: (plan: Plan) => Plan): WidgetItem {
  const plan = planOf(item.widget)
  if (!plan) throw new InvalidRequestError('`params.item_id` must name a plan.')
  if (!plan.days.some((each) => each.day === day)) {
    throw new InvalidRequestError(`This plan has no day ${day}.`)
  }
  const changed = change(plan)
  return { ...item, widget: planWidget(changed), copy_text: planMarkdown(changed) }
}
