import { ref } from 'vue'

/** The way chosen beside the face, carried to the screen that arranges it. */
export const wantedWay = ref('')
