import { createApp } from 'vue'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import './receipt.css'
import ReceiptPage from './ReceiptPage.vue'

createApp(ReceiptPage).mount('#app')
