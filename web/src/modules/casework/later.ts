// Parts of a page that come after what it shows first, with their words.
import { defineAsyncComponent, type Component } from 'vue'
import { loadTexts } from '@/shared/texts'

/** A component whose words stand under "casework.more.". */
export const later = <T extends Component>(load: () => Promise<{ default: T }>): T =>
  defineAsyncComponent(async () => (await Promise.all([load(), loadTexts('modules/casework?more')]))[0])
