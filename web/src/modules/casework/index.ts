// Writing a letter and following it, for residents; the desks of staff. Public pages of cases are
// written by the server.
import type { RouteRecordRaw } from 'vue-router'

const texts = ['modules/casework', 'modules/calendar', 'modules/units', 'platform/files']

const staff = (page: string, ...more: string[]) => ({
  title: `casework.page.${page}`,
  texts: ['modules/accounts', ...texts, 'modules/casework?staff', ...more],
})

/** Pages that do without the words of the desks. */
const office = (title: string) => ({
  title,
  texts: ['modules/accounts', ...texts, 'modules/casework?more'],
})

export const routes: RouteRecordRaw[] = [
  {
    path: '/cases/new',
    component: () => import('./pages/FileLetter.vue'),
    meta: { title: 'casework.page.new', texts },
  },
  {
    path: '/cases/track',
    component: () => import('./pages/TrackCase.vue'),
    meta: { title: 'casework.page.track', texts: [...texts, 'modules/casework?track'] },
  },
  {
    path: '/cases/follow',
    component: () => import('./pages/FollowCase.vue'),
    meta: { title: 'casework.page.follow', texts },
  },
  { path: '/staff/intake', component: () => import('./pages/IntakeQueue.vue'), meta: staff('intake') },
  { path: '/staff/desk', component: () => import('./pages/BodyInbox.vue'), meta: staff('desk') },
  {
    path: '/staff/cases/:number',
    component: () => import('./pages/StaffCase.vue'),
    props: true,
    meta: staff('case', 'modules/casework?track'),
  },
  {
    path: '/staff/office',
    component: () => import('./pages/OfficeBoard.vue'),
    meta: { ...staff('office'), title: 'accounts.page.office' },
  },
  {
    path: '/staff/office/time-rules',
    component: () => import('./pages/TimeRules.vue'),
    meta: office('casework.page.time_rules'),
  },
  {
    path: '/staff/office/time-rules/new',
    component: () => import('./pages/TimeRulesNew.vue'),
    meta: office('casework.more.page.time_rules_new'),
  },
  {
    path: '/staff/rectifications',
    component: () => import('./pages/RectificationList.vue'),
    meta: office('accounts.page.rectifications'),
  },
  {
    path: '/staff/rectifications/:rectification',
    component: () => import('./pages/RectificationView.vue'),
    props: true,
    meta: office('casework.more.page.rectification'),
  },
  {
    path: '/staff/templates',
    component: () => import('./pages/TemplateList.vue'),
    meta: office('accounts.page.templates'),
  },
  {
    path: '/staff/templates/new',
    component: () => import('./pages/TemplateEdit.vue'),
    meta: office('casework.more.page.template_new'),
  },
  {
    path: '/staff/templates/:template',
    component: () => import('./pages/TemplateEdit.vue'),
    props: true,
    meta: office('casework.more.page.template'),
  },
  { path: '/staff/call-backs', component: () => import('./pages/CallBackList.vue'), meta: staff('call_backs') },
  {
    path: '/staff/call-backs/:callBack',
    component: () => import('./pages/CallBackView.vue'),
    props: true,
    meta: { ...staff('call_backs', 'modules/contacts'), ownDocument: true },
  },
]
