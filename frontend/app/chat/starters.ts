/** The start screen's words, the same in both chats. */

export const GREETING = 'What are we making today?'

export type StarterId = 'hooks' | 'strategy' | 'client' | 'scripts'
export type Starter = { id: StarterId; label: string; about: string; prompt: string }

export const STARTERS: Starter[] = [
  {
    id: 'hooks',
    label: 'Hook templates',
    about: 'Openings that stop the scroll',
    prompt:
      'Give me hook templates I can use for short videos, each with an example of how I would fill it in.',
  },
  {
    id: 'strategy',
    label: 'Content strategy',
    about: 'A plan you can keep up',
    prompt:
      'Help me with my content strategy: how do I choose content pillars, and how often should I post?',
  },
  {
    id: 'client',
    label: 'Ideal client profile',
    about: 'Know whom you are talking to',
    prompt:
      'Help me define my ideal client profile. Which questions should I answer about who they are, what they want and what holds them back?',
  },
  {
    id: 'scripts',
    label: 'Script templates',
    about: 'From first line to call to action',
    prompt:
      'Show me script templates for short videos, from the hook to the call to action, and tell me when to use which.',
  },
]
