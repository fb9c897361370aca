// The deadline calculator and the import of a year's notice; the calendar itself is written by the
// server.
import type { RouteRecordRaw } from 'vue-router'

export type { Deadline } from './api'
export { default as DayCells } from './components/DayCells.vue'
export { default as DayTable } from './components/DayTable.vue'

const texts = ['modules/calendar']

export const routes: RouteRecordRaw[] = [
  {
    path: '/calendar/deadline',
    component: () => import('./pages/DeadlineCalculator.vue'),
    meta: { title: 'calendar.deadline.title', texts },
  },
  {
    path: '/calendar/imports',
    component: () => import('./pages/CalendarImport.vue'),
    meta: { title: 'calendar.imports.title', texts: [...texts, 'modules/accounts'] },
  },
]
