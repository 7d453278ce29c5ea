/**
 * Pictures of the built app for people to look at:   npm run screenshots --workspace e2e
 * They go to e2e/screenshots/, one for each scene, screen and theme. `-- refused` takes those with that word in their names.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findChromium } from '../.scripts/test-tools.mjs'
import { freePort } from '../backend/test/process/free-port.ts'
import {
  failed,
  functionCall,
  message,
  reasoning,
  response,
} from '../backend/test/upstream/response-events.ts'
import { plays } from '../backend/test/upstream/scripted-upstream.ts'
import {
  answers,
  ask,
  askAndWait,
  chats,
  composer,
  conversation,
  open,
  pickChatOption,
} from './fixtures.ts'
import { budgetSpent, isMessage, isOfType, refuse, storageFull, tooMany } from './hub/refusals.ts'
import { notes } from './hub/sample-files.ts'
import { HeldAnswer, type ScriptedHub, startScriptedHub, thinks } from './hub/scripted-hub.ts'
import { startApi, startPage, urlOf } from './hub/start-hub.ts'

/** Scenes whose names hold this. */
const only = process.argv[2] ?? ''
const folder = join(import.meta.dirname, 'screenshots')
const screens = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
}
type Screen = keyof typeof screens
type Scene = (page: Page, screen: Screen) => Promise<void>

/** What the library coach answers, without a key. */
const libraryScenes: Record<string, Scene> = {
  start: async (page) => open(page),

  'long-answer': async (page) => {
    await open(page)
    await askAndWait(page, 'What are the content pillars in the 30 day plan?')
    await conversation(page).evaluate((log) => log.scrollTo(0, 0))
  },

  sources: async (page) => {
    await open(page)
    await askAndWait(page, 'How do I start a newsletter?')
  },

  library: async (page) => open(page, '/library'),

  questions: async (page) => {
    await open(page)
    await ask(page, 'Make me a 30-day content plan')
    await page.getByRole('form', { name: 'The coach has some questions' }).waitFor()
  },

  plan: async (page) => {
    await open(page)
    await ask(page, 'Make me a 30-day content plan')
    const questions = page.getByRole('form', { name: 'The coach has some questions' })
    await questions.getByRole('textbox').first().fill('vegan baking')
    await questions.getByRole('checkbox', { name: 'TikTok' }).check()
    await questions.getByRole('button', { name: 'Continue' }).click()
    const marks = page.getByRole('button', { name: 'Mark done' })
    await marks.first().click()
    await page.getByRole('button', { name: 'Done', exact: true }).waitFor()
  },

  drawer: async (page, screen) => {
    await open(page)
    await askAndWait(page, 'What makes a good hook?')
    // In the list, or in the bar where there is no room for the list.
    await page.getByRole('link', { name: /new chat$/i }).click()
    await askAndWait(page, 'How do I avoid burnout?')
    if (screen === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await chats(page).getByRole('link').first().waitFor()
  },
}

const RIGHT_TO_LEFT = {
  arabic: {
    question: 'كيف أبدأ قناة عن الخزف؟',
    title: 'خطة طويلة لبدء قناة عن صناعة الخزف في البيت وللمبتدئين',
    answer:
      '## الخطوة الأولى\n\nابدأ **بفكرة واحدة** واضحة، وانظر https://example.com/guide للمزيد.\n\n1. اكتب ثلاثين خطافا\n2. صوّر أول `video.mp4`\n   - مدة قصيرة\n\n> الصبر مفتاح النجاح.\n\n| اليوم | الخطاف |\n|---|---|\n| 1 | لماذا يتشقق الطين؟ |\n| 2 | Three glazes |\n\n```js\nconst day = 1\n```\n',
  },
  hebrew: {
    question: 'איך מתחילים ערוץ על קרמיקה?',
    title: 'תוכנית ארוכה לפתיחת ערוץ על קרמיקה בבית למתחילים ולמתקדמים',
    answer:
      '## צעד ראשון\n\nמתחילים **ברעיון אחד**, ואז כותבים hook קצר.\n\n- לכתוב\n- לצלם Reel\n\n> סבלנות משתלמת.\n\n<details><summary>עוד</summary>\n\nפרטים נוספים.\n\n</details>\n',
  },
  mixed: {
    question: 'Translate “מה נשמע” and “مرحبا” for my reel',
    title: 'Reels: כותרת ארוכה מאוד שלא נכנסת בשורה אחת של הרשימה',
    answer:
      'Say **מה נשמע** first.\n\nמה נשמע means “how are you” (100%).\n\n- One English row\n- שורה בעברית\n- صف بالعربية\n\n| English | עברית |\n|---|---|\n| Hello! | שלום! |\n',
  },
}

const HTML =
  'H<sub>2</sub>O, x<sup>2</sup>, <u>under</u>, <mark>marked</mark>,<br>press <kbd>Ctrl</kbd>+<kbd>C</kbd>.\n\n<details>\n<summary>More hooks</summary>\n\n- One\n- Two\n\n</details>\n\nThe rate \\(a_1 * b_1\\) is:\n\n\\[\n\\frac{likes}{views} = r_1\n\\]\n\n**「重点」**内容，见 https://example.com，然后。\n'

/** What takes a model that does as it is told. */
const scriptedScenes = ({ upstream }: ScriptedHub): Record<string, Scene> => ({
  waiting: async (page) => {
    upstream.answers(new HeldAnswer().script)
    await open(page)
    await ask(page, 'How do I find my first ten clients?')
    await conversation(page).getByText('1 s').waitFor()
  },

  thinking: async (page) => {
    upstream.answers(thinks('Weighing how a first client is found without an audience'))
    await open(page)
    await ask(page, 'How do I find my first ten clients?')
    await page.getByRole('button', { name: 'Answer now' }).waitFor()
  },

  steps: async (page) => {
    const thought = reasoning(
      'rs_1',
      '**Where trust is**\n\nFirst clients come from people who know them.',
    )
    const words = message('msg_1', 'Begin with people who already trust you.')
    upstream.answers(plays(...response(thought, words)))
    await open(page)
    await askAndWait(page, 'How do I find my first ten clients?')
    await conversation(page).locator('summary').first().click()
  },

  streaming: async (page) => {
    const held = new HeldAnswer()
    upstream.answers(held.script)
    await open(page)
    await ask(page, 'How do I find my first ten clients?')
    await held.say(
      'Begin with people who **already trust you**.\n\n1. Write down twenty names.\n2. ',
    )
    await answers(page).getByText('twenty names').waitFor()
    await composer(page).fill('And then')
  },

  queued: async (page) => {
    const held = new HeldAnswer()
    upstream.answers(held.script)
    await open(page)
    await ask(page, 'How do I find my first ten clients?')
    await held.say('Begin with people who **already trust you**.')
    await composer(page).fill('And where do I find those who do not know me yet?')
    await page.getByRole('button', { name: 'Send when ready' }).click()
    await composer(page).fill('One more thing')
    await page.getByText('Sends when the coach is ready').waitFor()
  },

  refused: async (page) => {
    await open(page)
    await refuse(page, isMessage, tooMany(40))
    await composer(page).fill('How do I find my first ten clients?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('main').getByRole('alert').waitFor()
  },

  'budget-spent': async (page) => {
    await open(page)
    await refuse(page, isMessage, budgetSpent())
    await composer(page).fill('How do I find my first ten clients?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('main').getByRole('alert').waitFor()
  },

  'file-refused': async (page) => {
    await open(page)
    await refuse(page, isOfType('attachments.create'), storageFull)
    await page.getByLabel('Attach files', { exact: true }).setInputFiles(notes('# Notes\n'))
    await page.getByRole('main').getByRole('alert').waitFor()
  },

  'rename-refused': async (page, screen) => {
    upstream.answers('Begin small.').titles('First clients')
    await open(page)
    await askAndWait(page, 'How do I find my first ten clients?')
    await refuse(page, isOfType('threads.update', 'threads.list'), tooMany(40))
    if (screen === 'phone') await page.getByRole('button', { name: 'Open menu' }).click()
    await pickChatOption(page, 'First clients', 'Rename')
    const dialog = page.getByRole('dialog').last()
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await dialog.getByRole('alert').waitFor()
  },

  ...Object.fromEntries(
    Object.entries(RIGHT_TO_LEFT).map(([name, { question, title, answer }]) => [
      `right-to-left-${name}`,
      async (page: Page, screen: Screen) => {
        upstream.answers(answer).titles(title)
        await open(page)
        await askAndWait(page, question)
        await conversation(page).evaluate((log) => log.scrollTo(0, 0))
        await composer(page).fill(question)
        if (screen === 'phone' && name === 'mixed') {
          await page.getByRole('button', { name: 'Open menu' }).click()
          await chats(page).getByRole('link').first().waitFor()
        }
      },
    ]),
  ),

  html: async (page) => {
    upstream.answers(HTML)
    await open(page)
    await askAndWait(page, 'What does the page show?')
    await conversation(page).evaluate((log) => log.scrollTo(0, 0))
  },

  choices: async (page) => {
    const choices = [
      'How do I price a course?',
      'How do I price a group programme of eight weeks with live calls, worksheets and personal feedback when most of my audience has never bought from me?',
      'كيف أحدد سعر برنامج التدريب الجماعي الذي يمتد ثمانية أسابيع ويضم لقاءات مباشرة وتسجيلات وتمارين يومية؟',
    ]
    const words = message('msg_offer', 'It turns on what you sell, and to whom.')
    upstream.answers(plays(...response(words, functionCall('fc_1', 'offer_choices', { choices }))))
    await open(page)
    await ask(page, 'Prices?')
    await page.getByRole('button', { name: 'Good answer' }).waitFor()
    await page.getByRole('group', { name: 'Suggestions' }).getByRole('button').nth(1).hover()
  },

  error: async (page) => {
    upstream.answers(plays(...failed('server_error')))
    await open(page)
    await ask(page, 'How do I find my first ten clients?')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
  },
})

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox'],
})
const scripted = await startScriptedHub()
const library = await startLibraryHub()
try {
  await photograph(browser, library.page, libraryScenes)
  await photograph(browser, scripted.page, scriptedScenes(scripted))
} finally {
  await browser.close()
  await Promise.all([library.stop(), scripted.stop()])
}

async function startLibraryHub() {
  const [apiPort, pagePort] = [await freePort(), await freePort()]
  const page = urlOf(pagePort)
  const services = await Promise.all([
    startApi(apiPort, page, { OFFLINE_WORDS_PER_SECOND: '2000' }),
    startPage(pagePort, { api: urlOf(apiPort) }),
  ])
  const stop = () => Promise.all(services.map((service) => service.stop()))
  return { page, stop }
}

async function photograph(browser: Browser, baseURL: string, scenes: Record<string, Scene>) {
  for (const [name, play] of Object.entries(scenes)) {
    if (!name.includes(only)) continue
    for (const screen of ['desktop', 'phone'] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const viewport = screens[screen]
        const isPhone = screen === 'phone'
        const context = await browser.newContext({
          baseURL,
          viewport,
          colorScheme,
          hasTouch: isPhone,
          reducedMotion: 'reduce',
        })
        const page = await context.newPage()
        await play(page, screen)
        const file = `${name}-${screen}-${colorScheme}.png`
        await page.screenshot({ path: join(folder, file), animations: 'disabled' })
        console.log(file)
        await context.close()
      }
    }
  }
}
