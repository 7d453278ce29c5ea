import { createContext, type MouseEvent, useContext } from 'react'
import { actionConfig, fieldsOf } from './action-config'
import { type RunningAction, useAction } from './actions'
import { NamedIcon } from './icon'
import { pick, toneOf } from './looks'
import { type WidgetNode, words } from './node'
import styles from './widget.module.css'

/** What the form around a button does when it is sent; none outside a form. */
export const FormAction = createContext<RunningAction | undefined>(undefined)

/** What stands beside a button: of thirty that are called alike, it tells one from another. */
export const RowWords = createContext('')

export function WidgetButton({ node }: { node: WidgetNode }) {
  const form = useContext(FormAction)
  const ownAction = useAction(actionConfig(node.onClickAction))
  const beside = useContext(RowWords)
  const submits = node.submit === true && form !== undefined
  return (
    <ActionButton
      label={words(node.label)}
      description={beside || undefined}
      action={submits ? form : ownAction}
      submits={submits}
      isOff={node.disabled === true}
      look={lookOf(node)}
      tone={toneOf(node.color)}
      size={pick(SIZES, node.size)}
      isBlock={node.block === true}
      iconStart={words(node.iconStart)}
      iconEnd={words(node.iconEnd)}
    />
  )
}

type ActionButtonProps = {
  label: string
  description?: string
  action: RunningAction
  submits?: boolean
  isOff?: boolean
  look?: 'solid' | 'soft' | 'outline' | 'ghost'
  tone?: string
  size?: 'small'
  isBlock?: boolean
  iconStart?: string
  iconEnd?: string
}

export function ActionButton(props: ActionButtonProps) {
  const {
    label,
    description,
    action,
    submits,
    isOff,
    look,
    tone,
    size,
    isBlock,
    iconStart,
    iconEnd,
  } = props
  const press = ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
    const { form } = currentTarget
    action.run(form ? fieldsOf(form) : [])
  }
  return (
    <button
      type={submits ? 'submit' : 'button'}
      className={`${styles.button} needs-script`}
      data-look={look}
      data-tone={tone}
      data-size={size}
      data-block={isBlock || undefined}
      aria-label={label ? undefined : iconStart || iconEnd || 'Button'}
      aria-description={description}
      aria-busy={action.isWorking || undefined}
      // Switched off by name only: the focus stays, and the keyboard goes on from here.
      aria-disabled={action.isBlocked || undefined}
      disabled={isOff}
      onClick={submits ? undefined : press}
    >
      {iconStart && <NamedIcon name={iconStart} size={16} />}
      {label && <span>{label}</span>}
      {iconEnd && <NamedIcon name={iconEnd} size={16} />}
    </button>
  )
}

const LOOKS = { solid: 'solid', soft: 'soft', outline: 'outline', ghost: 'ghost' } as const
const SIZES = { '3xs': 'small', '2xs': 'small', xs: 'small', sm: 'small' } as const

function lookOf(node: WidgetNode) {
  const isPrimary = node.style === 'primary' || (node.submit === true && node.style === undefined)
  return pick(LOOKS, node.variant) ?? (isPrimary || node.color === 'primary' ? 'solid' : 'outline')
}
