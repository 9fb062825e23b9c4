import { app } from '@plimsoll/tooling/vite'

export default app()
