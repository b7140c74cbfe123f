import { createApp } from 'vue'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import MissingPage from './MissingPage.vue'

createApp(MissingPage).mount('#app')
