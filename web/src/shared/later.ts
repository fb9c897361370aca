// Parts of pages that come after them: they bring their words along.
import { defineAsyncComponent, type Component } from 'vue'
import { loadTexts } from './texts'

export const later = <T extends Component>(load: () => Promise<{ default: T }>, words: string): T =>
  defineAsyncComponent(async () => (await Promise.all([load(), loadTexts(words)]))[0])
