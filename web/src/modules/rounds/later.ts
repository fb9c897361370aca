// Parts of the page of a round that come after it: they bring the words of tables along.
import { defineAsyncComponent, type Component } from 'vue'
import { loadTexts } from '@/shared/texts'

export const later = <T extends Component>(load: () => Promise<{ default: T }>): T =>
  defineAsyncComponent(async () => (await Promise.all([load(), loadTexts('modules/rounds?staff')]))[0])
