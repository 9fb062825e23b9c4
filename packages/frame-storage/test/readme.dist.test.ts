import { readdirSync } from 'node:fs'
import { describeReadme } from '@plimsoll/tooling/readme'

const guides = new URL('../docs/', import.meta.url)

describeReadme(new URL('../README.md', import.meta.url))
for (const name of readdirSync(guides)) describeReadme(new URL(name, guides))
