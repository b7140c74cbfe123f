import { createApp } from 'vue'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import OutboxPage from './OutboxPage.vue'

createApp(OutboxPage).mount('#app')
