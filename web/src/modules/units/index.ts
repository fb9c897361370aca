// What other pages use of units; its own pages are written by the server.
export { default as UnitName } from './UnitName.vue'
export { default as UnitPicker } from './UnitPicker.vue'
